import CrossbarPrimitives
import Yams

extension DescriptionReader {
  /// Keys with values at one level of a description.
  struct Section {
    let mapping: Node.Mapping
    let source: String
    /// Of the section itself, such as `parameters.v_set`.
    let path: String

    init(_ mapping: Node.Mapping, source: String, path: String) {
      self.mapping = mapping
      self.source = source
      self.path = path
    }

    var names: [String] { mapping.map { $0.key.string ?? "?" } }

    /// Refuses keys that are not known.
    func allow(_ keys: [String]) throws(DeviceError) {
      for name in names where !keys.contains(name) {
        throw fault(name, "the key '\(excerpt(path(of: name)))' is unknown; allowed are \(keys.joined(separator: ", "))")
      }
    }

    /// An error about a key, or about the section itself, with the line in which it stands.
    func fault(_ key: String?, _ reason: String) -> DeviceError {
      let node = key.flatMap { key in mapping.first { $0.key.string == key }?.key } ?? mapping.first?.key
      return .description(source: source, reason: (node?.mark.map { "line \($0.line): " } ?? "") + reason)
    }

    func text(_ key: String) throws(DeviceError) -> String? {
      guard let value = mapping[key] else { return nil }
      guard let text = value.scalar?.string, !text.isEmpty else {
        throw fault(key, "'\(path(of: key))' is not the text expected there")
      }
      return text
    }

    func unit() throws(DeviceError) -> String {
      let unit = try text("unit") ?? ""
      return unit == "1" ? "" : unit
    }

    func number(_ key: String, _ unit: WrittenUnit = .none) throws(DeviceError) -> Double? {
      guard let value = mapping[key] else { return nil }
      return try number(value, key, unit)
    }

    func numbers(_ key: String, _ unit: WrittenUnit, count: Int) throws(DeviceError) -> [Double]? {
      guard let value = mapping[key] else { return nil }
      guard let list = value.sequence, list.count == count else {
        throw fault(key, "'\(path(of: key))' is not the list of \(count) numbers expected there")
      }
      var numbers: [Double] = []
      for item in list { numbers.append(try number(item, key, unit)) }
      return numbers
    }

    func section(_ key: String) throws(DeviceError) -> Section? {
      guard let value = mapping[key] else { return nil }
      guard let mapping = value.mapping, !mapping.isEmpty else {
        throw fault(key, "'\(path(of: key))' has no keys with values")
      }
      return Section(mapping, source: source, path: path(of: key))
    }

    /// All values, each a section of its own.
    func sections() throws(DeviceError) -> [(name: String, section: Section)] {
      var sections: [(name: String, section: Section)] = []
      for name in names {
        if let section = try section(name) { sections.append((name, section)) }
      }
      return sections
    }

    func required<Value>(_ key: String, _ read: (String) throws -> Value?) throws -> Value {
      guard let value = try read(key) else { throw fault(nil, "the key '\(path(of: key))' is missing") }
      return value
    }

    /// The section as text.
    var yaml: String {
      get throws(DeviceError) {
        do { return try Yams.serialize(node: .mapping(mapping)) } catch {
          throw fault(nil, "'\(path)' cannot be written out: \(excerpt("\(error)", limit: 200))")
        }
      }
    }

    private func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private func number(_ value: Node, _ key: String, _ unit: WrittenUnit) throws(DeviceError) -> Double {
      guard let text = value.scalar?.string else { throw fault(key, "'\(path(of: key))' is not the number expected there") }
      do { return try WrittenNumber(text, in: unit).value } catch {
        throw fault(key, "'\(path(of: key))' \(error.reason)")
      }
    }
  }
}

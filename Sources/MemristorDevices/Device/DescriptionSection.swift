import CrossbarPrimitives
import Yams

extension DescriptionReader {
  /// One level of a description: keys with values.
  ///
  /// Each reading method returns nil where the key is absent, and throws `DeviceError.description` with the line where
  /// the value is of another kind. Numbers may carry scales and units (`WrittenNumber`).
  struct Section {
    let mapping: Node.Mapping
    /// The file, for messages.
    let source: String
    /// The keys that lead to this section, such as `parameters.v_set`; empty at the top.
    let path: String

    init(_ mapping: Node.Mapping, source: String, path: String) {
      self.mapping = mapping
      self.source = source
      self.path = path
    }

    /// The keys in the order of the text.
    var names: [String] { mapping.map { $0.key.string ?? "?" } }

    /// Rejects keys other than these; a misspelt key would otherwise be ignored.
    func allow(_ keys: [String]) throws(DeviceError) {
      for name in names where !keys.contains(name) {
        throw fault(name, "the key '\(excerpt(path(of: name)))' is unknown; allowed are \(keys.joined(separator: ", "))")
      }
    }

    /// An error about a key, or about the section itself for nil, with its line.
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

    /// The value of `unit`; empty for `1`, a pure number.
    func unit() throws(DeviceError) -> String {
      let unit = try text("unit") ?? ""
      return unit == "1" ? "" : unit
    }

    /// - Parameter unit: the unit of a bare number; the result is in it.
    func number(_ key: String, _ unit: WrittenUnit = .none) throws(DeviceError) -> Double? {
      guard let value = mapping[key] else { return nil }
      return try number(value, key, unit)
    }

    /// A list of exactly `count` numbers, such as a range.
    func numbers(_ key: String, _ unit: WrittenUnit, count: Int) throws(DeviceError) -> [Double]? {
      guard let value = mapping[key] else { return nil }
      guard value.sequence?.count == count else {
        throw fault(key, "'\(path(of: key))' is not the list of \(count) numbers expected there")
      }
      return try list(key, unit)
    }

    /// A list of one number or more, such as a column of a table.
    func list(_ key: String, _ unit: WrittenUnit = .none) throws(DeviceError) -> [Double]? {
      guard let value = mapping[key] else { return nil }
      guard let list = value.sequence, !list.isEmpty else {
        throw fault(key, "'\(path(of: key))' is not the list of numbers expected there")
      }
      var numbers: [Double] = []
      for item in list { numbers.append(try number(item, key, unit)) }
      return numbers
    }

    /// A list of names.
    func words(_ key: String) throws(DeviceError) -> [String]? {
      guard let value = mapping[key] else { return nil }
      guard let list = value.sequence else { throw fault(key, "'\(path(of: key))' is not the list of names expected there") }
      var words: [String] = []
      for item in list {
        guard let word = item.scalar?.string, !word.isEmpty else {
          throw fault(key, "'\(path(of: key))' has something that is no name")
        }
        words.append(word)
      }
      return words
    }

    /// The section below a key; one without keys is an error.
    func section(_ key: String) throws(DeviceError) -> Section? {
      guard let value = mapping[key] else { return nil }
      guard let mapping = value.mapping, !mapping.isEmpty else {
        throw fault(key, "'\(path(of: key))' has no keys with values")
      }
      return Section(mapping, source: source, path: path(of: key))
    }

    /// All values, each as a section of its own, in the order of the text.
    func sections() throws(DeviceError) -> [(name: String, section: Section)] {
      var sections: [(name: String, section: Section)] = []
      for name in names {
        if let section = try section(name) { sections.append((name, section)) }
      }
      return sections
    }

    /// The value that `read` finds under a key.
    /// - Throws: also where the key is absent.
    func required<Value>(_ key: String, _ read: (String) throws -> Value?) throws -> Value {
      guard let value = try read(key) else { throw fault(nil, "the key '\(path(of: key))' is missing") }
      return value
    }

    /// The section as YAML text again, as `defaults` is kept until a command asks for it.
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

import CrossbarPrimitives
import Foundation
import Netlisting

extension MemristorDevice {
  /// The built-in devices, by name. A new one is a folder in `models/`, its files in Package.swift, and an entry here.
  /// Without equations of its own a description is `like` another.
  private static let builtIn: [String: (description: [UInt8], equations: [UInt8]?)] = [
    "ag-mos2": (PackageResources.ag_mos2_yaml, PackageResources.ag_mos2_sub),
    "selector-exponential": (PackageResources.selector_exponential_yaml, PackageResources.selector_exponential_sub),
    "selector-threshold": (PackageResources.selector_threshold_yaml, PackageResources.selector_threshold_sub),
    "sky130-hfo2": (PackageResources.sky130_hfo2_yaml, PackageResources.sky130_hfo2_sub),
    "stanford": (PackageResources.stanford_yaml, PackageResources.stanford_sub),
    "vteam": (PackageResources.vteam_yaml, PackageResources.vteam_sub),
    "vteam-1v": (PackageResources.vteam_1v_yaml, nil),
    "yakopcic": (PackageResources.yakopcic_yaml, PackageResources.yakopcic_sub),
  ]

  /// The names of the built-in memristors, in alphabetical order.
  public static var names: [String] { builtIn.keys.filter { !SelectorDevice.names.contains($0) }.sorted() }

  /// The file of a device that was fitted to measurements, in a folder of any name.
  public static let fittedName = "device.yaml"

  /// The default device: that of Marraccini et al., Nanoscale 2026, 18, 835.
  public static let usualName = "ag-mos2"

  /// A device by the name of a built-in one, by its folder (`NAME` with `NAME.yaml` in it), or by the file of its
  /// description:
  ///
  ///     let device = try MemristorDevice("ag-mos2")
  ///
  /// - Parameters:
  ///   - temperature: of the surroundings; nil for what the description says.
  ///   - fluctuates: whether writes and reads differ from each other as the description says.
  ///   - isTypical: whether every device has the median parameters.
  /// - Throws: `DeviceError`, or `NetlistError` for equations that do not describe a device.
  public convenience init(
    _ nameOrPath: String, at temperature: Temperature? = nil, fluctuates: Bool = false, isTypical: Bool = false
  ) throws {
    let found = try Self.found(nameOrPath, .memristor)
    var description = temperature.map(found.value.at) ?? found.value
    description.fluctuates = fluctuates
    try self.init(isTypical ? description.typical : description, equations: found.equations())
  }

  /// A device by the text of its description; files that it names are looked for in the working directory.
  ///
  /// - Parameters:
  ///   - source: names the text in messages.
  ///   - fluctuates: as in `init(_:at:fluctuates:isTypical:)`.
  /// - Throws: as `init(_:)`.
  public convenience init(yaml text: String, source: String, fluctuates: Bool = false) throws {
    let found = try Self.read(text, source: source, folder: "", depth: 0)
    var description = found.value
    description.fluctuates = fluctuates
    try self.init(description, equations: found.equations())
  }

  /// The device used where none is named, `usualName`.
  public static func usual() throws -> MemristorDevice { try MemristorDevice(usualName) }

  /// The files that a name or path stands for, so that a run can record their hashes: the description and, if it is a
  /// file, the equations. Empty for a built-in device and for a path without a device.
  public static func files(_ nameOrPath: String) -> [String] {
    guard builtIn[nameOrPath] == nil, let path = try? file(nameOrPath) else { return [] }
    let equations = try? description(nameOrPath, depth: 0).equations().source
    return [path] + [equations].compactMap { $0 }.filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// The description and equations of a device of one kind, by name or path.
  ///
  /// - Throws: `DeviceError.description` for a device of another kind, and as `init(_:)`.
  static func found(_ nameOrPath: String, _ kind: DeviceDescription.Kind) throws -> Found {
    let found = try description(nameOrPath, kind, depth: 0)
    guard found.value.kind == kind else {
      throw DeviceError.description(
        source: nameOrPath,
        reason: "it is a \(found.value.kind.rawValue) where a \(kind.rawValue) is expected, such as \(builtInNames(kind))")
    }
    return found
  }

  fileprivate static func kind(of nameOrPath: String) throws -> DeviceDescription.Kind {
    try description(nameOrPath, depth: 0).value.kind
  }

  private static func builtInNames(_ kind: DeviceDescription.Kind) -> String {
    (kind == .selector ? SelectorDevice.names : names).joined(separator: ", ")
  }

  /// A description, and how to get its equations: with `like`, these lie beside the other device's description.
  struct Found {
    var value: DeviceDescription
    var equations: () throws -> ModelLibrary
  }

  /// - Parameter depth: how many `like` led here; more than four count as a circle.
  private static func description(
    _ nameOrPath: String, _ kind: DeviceDescription.Kind = .memristor, depth: Int
  ) throws -> Found {
    guard depth < 5 else { throw DeviceError.file(path: nameOrPath, reason: "descriptions are 'like' each other in a circle") }
    if let files = builtIn[nameOrPath] {
      let found = try read(text(files.description), source: nameOrPath, folder: nil, depth: depth)
      guard let equations = files.equations else { return found }
      return Found(value: found.value) {
        try ModelLibrary(text: text(equations), source: "models/\(nameOrPath)/\(found.value.equationsFile)")
      }
    }
    let path = try file(nameOrPath, kind)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return try read(readText(path, what: "device description"), source: path, folder: folder, depth: depth)
  }

  /// - Parameter folder: of the description, with a trailing slash; empty for the working directory, nil for a built-in
  ///   device.
  private static func read(_ text: String, source: String, folder: String?, depth: Int) throws -> Found {
    var base: Found?
    var value = try DescriptionReader(source: source).description(text) { like in
      // A name is a built-in device's; anything else lies beside the description.
      let other = builtIn[like] != nil || like.hasPrefix("/") ? like : (folder ?? "") + like
      let found = try description(other, depth: depth + 1)
      base = found
      var description = found.value
      // Unless this description names a file, even one of the same name, the equations are the other device's.
      description.equationsFile = ""
      return description
    }
    if let base, value.equationsFile.isEmpty {
      value.equationsFile = base.value.equationsFile
      return Found(value: value, equations: base.equations)
    }
    let file = value.equationsFile
    return Found(value: value) {
      let path = file.hasPrefix("/") ? file : (folder ?? "") + file
      return try ModelLibrary(text: readText(path, what: "file of a device's equations"), source: path)
    }
  }

  /// The description's file: the path itself or, for a folder, the file in it that has its name, or `device.yaml`.
  private static func file(_ path: String, _ kind: DeviceDescription.Kind = .memristor) throws(DeviceError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .file(
        path: path,
        reason:
          "there is no such \(kind == .selector ? "selector" : "device"); allowed are \(builtInNames(kind)), a folder NAME with NAME.yaml or "
          + "device.yaml in it, or a description's file")
    }
    guard isFolder.boolValue else { return path }
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    let name = URL(fileURLWithPath: trimmed).lastPathComponent
    let own = "\(trimmed)/\(name).yaml"
    let fitted = "\(trimmed)/\(fittedName)"
    return !FileManager.default.fileExists(atPath: own) && FileManager.default.fileExists(atPath: fitted) ? fitted : own
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension DeviceDescription.Kind {
  /// What a name or path describes, found as `MemristorDevice(_:)` and `SelectorDevice(_:)` find it.
  /// - Throws: `DeviceError` where nothing is found, or where it is no description.
  public init(of nameOrPath: String) throws { self = try MemristorDevice.kind(of: nameOrPath) }
}

/// The bytes of a file that a user named.
///
/// - Parameters:
///   - what: what the file is, for messages: "file of sweeps".
///   - limit: largest size in bytes.
/// - Throws: `DeviceError.file` with the path and the reason.
func readBytes(_ path: String, what: String, atMost limit: Int = InputFile.largestText) throws(DeviceError) -> Data {
  do { return try InputFile.bytes(path, atMost: limit) } catch { throw .file(path: path, reason: error.reason(what)) }
}

/// The text of a file that a user named (UTF-8).
///
/// - Parameter what: what the file is, for messages: "transistor model".
/// - Throws: `DeviceError.file` with the path and the reason.
public func readText(_ path: String, what: String) throws(DeviceError) -> String {
  let bytes = try readBytes(path, what: what)
  do { return try inputText(bytes) } catch { throw .file(path: path, reason: "the \(what) is \(error.reason)") }
}

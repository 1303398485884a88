import CrossbarPrimitives
import Foundation
import Netlisting

extension MemristorDevice {
  /// The devices in `models/`: a folder there, its two files in Package.swift, and a line here.
  private static let builtIn: [String: (description: [UInt8], equations: [UInt8])] = [
    "ag-mos2": (PackageResources.ag_mos2_yaml, PackageResources.ag_mos2_sub),
    "sky130-hfo2": (PackageResources.sky130_hfo2_yaml, PackageResources.sky130_hfo2_sub),
  ]

  /// The names of the built-in devices.
  public static var names: [String] { builtIn.keys.sorted() }

  /// That of Marraccini et al., Nanoscale 2026, 18, 835.
  public static let usualName = "ag-mos2"

  /// A device by its name, its folder or its description's file.
  /// - Throws: `DeviceError`, or `NetlistError` for equations that are no device's.
  public convenience init(_ nameOrPath: String) throws {
    let description = try Self.description(nameOrPath, depth: 0)
    try self.init(description.value, equations: description.equations())
  }

  /// A device by the text of its description, whose files lie in the working directory.
  /// - Throws: as `init(_:)` does.
  public convenience init(yaml text: String, source: String) throws {
    let description = try Self.read(text, source: source, folder: "", depth: 0)
    try self.init(description.value, equations: description.equations())
  }

  /// The device that is meant where none is named.
  public static func usual() throws -> MemristorDevice { try MemristorDevice(usualName) }

  /// The files that a name or path stands for: none for a built-in device.
  public static func files(_ nameOrPath: String) -> [String] {
    guard builtIn[nameOrPath] == nil, let path = try? file(nameOrPath) else { return [] }
    let equations = try? description(nameOrPath, depth: 0).equations().source
    return [path] + [equations].compactMap { $0 }.filter { FileManager.default.fileExists(atPath: $0) }
  }

  /// A description and how its equations are had: those of a device that it is `like` lie beside that one's description.
  private struct Found {
    var value: DeviceDescription
    var equations: () throws -> ModelLibrary
  }

  private static func description(_ nameOrPath: String, depth: Int) throws -> Found {
    guard depth < 5 else { throw DeviceError.file(path: nameOrPath, reason: "descriptions are 'like' each other in a circle") }
    if let files = builtIn[nameOrPath] {
      let value = try read(text(files.description), source: nameOrPath, folder: nil, depth: depth).value
      return Found(value: value) {
        try ModelLibrary(text: text(files.equations), source: "models/\(nameOrPath)/\(value.equationsFile)")
      }
    }
    let path = try file(nameOrPath)
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    return try read(readText(path, what: "device description"), source: path, folder: folder, depth: depth)
  }

  /// - Parameter folder: where the description lies, with a slash behind it; nil for a built-in one.
  private static func read(_ text: String, source: String, folder: String?, depth: Int) throws -> Found {
    var base: Found?
    var value = try DescriptionReader(source: source).description(text) { like in
      // A name is a built-in device's; anything else lies beside the description.
      let other = builtIn[like] != nil || like.hasPrefix("/") ? like : (folder ?? "") + like
      let found = try description(other, depth: depth + 1)
      base = found
      var description = found.value
      // Unless it names a file, be it one of the same name, the equations are the other device's.
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

  /// The description's file of a path: itself, or the one that bears its folder's name.
  private static func file(_ path: String) throws(DeviceError) -> String {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw .file(
        path: path,
        reason: "there is no such device; allowed are \(names.joined(separator: ", ")), a folder NAME with NAME.yaml in it, "
          + "or a description's file")
    }
    guard isFolder.boolValue else { return path }
    let trimmed = path.hasSuffix("/") ? String(path.dropLast()) : path
    let name = URL(fileURLWithPath: trimmed).lastPathComponent
    return "\(trimmed)/\(name).yaml"
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// The bytes of a file, or an error that says which file and why.
func readBytes(_ path: String, what: String, atMost limit: Int = InputFile.largestText) throws(DeviceError) -> Data {
  do { return try InputFile.bytes(path, atMost: limit) } catch { throw .file(path: path, reason: error.reason(what)) }
}

/// The text of a file, or an error that says which file and why.
public func readText(_ path: String, what: String) throws(DeviceError) -> String {
  let bytes = try readBytes(path, what: what)
  do { return try inputText(bytes) } catch { throw .file(path: path, reason: "the \(what) is \(error.reason)") }
}

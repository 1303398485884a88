import Foundation
import MemristorDevices

/// A folder of devices as a user may have one, removed after a test.
func withDeviceFolder<Result>(_ body: (DeviceFolder) async throws -> Result) async throws -> Result {
  let folder = DeviceFolder(path: FileManager.default.temporaryDirectory.path + "/devices-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(atPath: folder.path) }
  return try await body(folder)
}

struct DeviceFolder {
  let path: String

  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: file, atomically: true, encoding: .utf8)
  }

  func device(_ name: String) throws -> MemristorDevice { try MemristorDevice("\(path)/\(name)") }

  /// The device of a description and the equations that it calls `model.sub`.
  func device(description: String, equations: String) throws -> MemristorDevice {
    try write(description, to: "model/model.yaml")
    try write(equations, to: "model/model.sub")
    return try device("model")
  }
}

/// The two files of the usual device.
enum UsualFiles {
  static var description: String { get throws { try text("yaml").replacing("name: ag-mos2", with: "name: model") } }
  static var equations: String { get throws { try text("sub") } }

  private static func text(_ kind: String) throws -> String {
    let models = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../models/ag-mos2")
    return try String(contentsOf: models.appendingPathComponent("ag-mos2.\(kind)"), encoding: .utf8)
  }
}

import Foundation
import Subprocess
import Testing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// A campaign of small linear arrays, which take no simulator.
enum LinearCampaign {
  /// Writes the inputs and the file `lines.yaml` into a folder: a point for each resistance of the wires.
  static func prepare(points: Int, in folder: String, more: String = "") throws {
    try write("10000,20000\n30000,40000\n", to: folder + "/r.csv")
    try write("1,0\n0.5,1\n", to: folder + "/v.csv")
    try write(
      """
      study: solve
      settings:
        resistances: r.csv
        voltages: v.csv
      vary:
        wire_resistance_ohm: 1..\(points)
      \(more)
      """, to: folder + "/lines.yaml")
  }

  /// Plans it in a folder of this name.
  static func plan(_ name: String, tasks: Int, in folder: String) async throws {
    let outcome = try await Mxbar.run(
      "campaign", "plan", "lines.yaml", "--out", name, "--tasks", "\(tasks)", "--trial", "1", "--quiet", in: folder)
    try #require(outcome.status == 0, "\(outcome.errors)")
  }

  static let files = ["campaign.sqlite", "points.csv", "campaign.npz"]

  /// Whether two campaigns have the same results to the last byte.
  static func expectEqual(_ one: String, _ other: String, in folder: String) throws {
    for file in files {
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(one)/\(file)"))
      #expect(try !bytes.isEmpty && bytes == Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(other)/\(file)")), "\(file)")
    }
  }

  /// Kills an attempt at a task after its first point, as a machine that fails does.
  /// - Returns: the number of the task; nil if no attempt was caught in its middle.
  static func killOneTask(of campaign: String) async throws -> Int? {
    let manager = FileManager.default
    for _ in 0..<3000 {
      for task in (try? manager.contentsOfDirectory(atPath: campaign + "/work")) ?? [] where task.hasPrefix("task-") {
        for attempt in (try? manager.contentsOfDirectory(atPath: "\(campaign)/work/\(task)")) ?? [] {
          let path = "\(campaign)/work/\(task)/\(attempt)"
          let points = (try? manager.contentsOfDirectory(atPath: path)) ?? []
          guard points.contains(where: { exists("\(path)/\($0)/run.json") }),
            let process = pid_t(attempt.split(separator: "-").dropLast().last ?? ""), kill(process, SIGKILL) == 0,
            !exists("\(campaign)/shards/\(task).sqlite")
          else { continue }
          return Int(task.dropFirst("task-".count))
        }
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    return nil
  }
}

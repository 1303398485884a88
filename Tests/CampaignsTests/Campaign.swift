import Foundation
import Records
import Testing

@testable import Campaigns

/// A campaign of a made-up command whose runs take no time: for tests of everything around the runs.
struct Campaign {
  let plan: CampaignPlan
  let folder: CampaignFolder

  /// Points: 4 voltages × 2 modes × 5 seeds.
  init(tasks: Int, in path: String, program: String = "test 1", tables: [String] = ["cells.csv"], named name: String = "made up")
    throws
  {
    let sweep = try OptionSweep(
      command: ["made", "--up=1"],
      varied: [VariedOption("voltage=1,2.5,3,4"), VariedOption("mode=fast,slow"), VariedOption("seed=1..5")])
    plan = CampaignPlan(
      name: name, program: program, directory: "/", sweep: sweep, tables: tables, runningTimes: ["spice.seconds"], tasks: tasks)
    folder = CampaignFolder(path)
    try folder.store(plan, replacing: false)
  }

  /// Runs one task.
  /// - Parameter run: in place of the usual run of a point.
  @discardableResult
  func run(
    _ task: Int, _ run: @escaping @Sendable (OptionSweepPoint, String) async throws -> PointOutcome = Self.run
  ) async throws -> CampaignTask.End {
    try await CampaignTask(task, of: plan, in: folder).run(atMost: 2, finished: Self.finished, run)
  }

  /// Leaves a table and a manifest, as a run does. The third seed of the slow mode at 3 V fails and leaves a deck.
  static func run(_ point: OptionSweepPoint, in folder: String) async throws -> PointOutcome {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if point.values == ["3", "slow", "3"] {
      try FileManager.default.createDirectory(atPath: folder + "/failed", withIntermediateDirectories: true)
      try Data("* a deck\n".utf8).write(to: URL(fileURLWithPath: folder + "/failed/cell-1.cir"))
      return PointOutcome(point, .failed, remark: "no convergence in \(folder)/failed/cell-1.cir")
    }
    let voltage = try #require(Double(point.values[0]))
    let seed = try #require(Double(point.values[2]))
    let rows = (0..<3).map { "\($0),\(voltage * Double($0 + 1)),\(point.values[1]),\n" }
    try Data(("cell,v_set_V,outcome,nothing\n" + rows.joined()).utf8).write(to: URL(fileURLWithPath: folder + "/cells.csv"))
    let results = try RecordValue(
      json: Data(
        """
        {"margin": \(voltage / seed), "count": 7, "accuracy": {"read_back": \(seed / 10)}, "voltage": 1e3,
         "note": "fine", "none": null, "least": "-inf", "spice": {"seconds": \(Double.random(in: 1...2)), "version": "ngspice-39"}
         \(point.values[1] == "slow" ? ", \"slow_only\": 1.5" : "")}
        """.utf8))
    try Data(results.json().utf8).write(to: URL(fileURLWithPath: folder + "/run.json"))
    return PointOutcome(point, .done, results: results)
  }

  static func finished(_ point: OptionSweepPoint, in folder: String) throws -> PointOutcome? {
    guard let data = FileManager.default.contents(atPath: folder + "/run.json") else { return nil }
    return PointOutcome(point, .kept, results: try RecordValue(json: data))
  }

  /// Runs all tasks and merges.
  static func merged(tasks: Int, order: ([Int]) -> [Int] = { $0 }, in path: String) async throws -> Campaign {
    let campaign = try Campaign(tasks: tasks, in: path)
    for task in order(Array(1...tasks)) { try await campaign.run(task) }
    _ = try CampaignMerge(campaign.folder).run()
    return campaign
  }

  func bytes(of name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")) }
}

/// Runs a test with a path in a folder of its own, which is removed afterwards.
func withFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-campaign-\(UUID().uuidString)").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// Counts calls from many tasks.
actor Counter {
  private(set) var count = 0
  func add() -> Int {
    count += 1
    return count
  }
}

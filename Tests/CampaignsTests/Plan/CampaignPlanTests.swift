import Foundation
import Testing

@testable import Campaigns

@Suite struct CampaignPlanTests {
  private static func plan(tasks: Int = 1, figures: [String] = []) throws -> CampaignPlan {
    CampaignPlan(
      name: "one", program: "test 1", directory: "/",
      sweep: try OptionSweep(command: ["digits"], varied: [VariedOption("bits=2..8"), VariedOption("seed=1..9")]),
      figures: figures, runningTimes: ["spice.seconds", "points.0.solve_seconds"], tasks: tasks)
  }

  @Test(arguments: [1, 2, 5, 40, 63]) func tasksShareThePoints(tasks: Int) throws {
    let plan = try Self.plan(tasks: tasks)
    let ranges = (1...tasks).map(plan.points)
    #expect(ranges.flatMap { Array($0) } == Array(0..<63))
    let counts = ranges.map(\.count)
    #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
  }

  @Test func pointsComeInTheOrderOfTheirValues() throws {
    let sweep = try Self.plan().sweep
    #expect(sweep.point(at: 0).values == ["2", "1"])
    #expect(sweep.point(at: 10).values == ["3", "2"])
    #expect(sweep.points.map(\.label) == (0..<63).map { sweep.point(at: $0).label })
    #expect(Set(sweep.points.map(\.label)).count == 63)
  }

  @Test func digestIsOfWhatIsComputed() throws {
    let plan = try Self.plan()
    var cut = plan
    (cut.name, cut.tasks, cut.cores, cut.secondsPerPoint, cut.directory) = ("two", 7, 4, 3, "/elsewhere")
    #expect(try cut.digest == plan.digest)
    var other = plan
    other.inputs = ["device.yaml": "1234"]
    #expect(try other.digest != plan.digest)
    other = plan
    other.program = "test 2"
    #expect(try other.digest != plan.digest)
    other = plan
    other.sweep = try OptionSweep(command: ["digits", "--count=2"], varied: plan.sweep.varied)
    #expect(try other.digest != plan.digest)
  }

  @Test func figuresAreChosenAndRunningTimesLeftOut() throws {
    let all = try Self.plan()
    #expect(all.keeps("accuracy.read_back") && !all.keeps("spice.seconds") && !all.keeps("points.12.solve_seconds"))
    let some = try Self.plan(figures: ["accuracy.*", "margin"])
    #expect(some.keeps("accuracy.read_back") && some.keeps("margin") && !some.keeps("margins") && !some.keeps("other"))
  }

  @Test func tasksTakeMinutes() {
    // 6000 points of 2 s on one core are 200 min: 40 tasks of 5 min.
    #expect(CampaignPlan.tasks(points: 6000, secondsPerPoint: 2, cores: 1, minutes: 5) == 40)
    #expect(CampaignPlan.tasks(points: 6000, secondsPerPoint: 2, cores: 4, minutes: 5) == 10)
    #expect(CampaignPlan.tasks(points: 6, secondsPerPoint: 4000, cores: 1, minutes: 5) == 6)
    #expect(CampaignPlan.tasks(points: 6, secondsPerPoint: 0.01, cores: 1, minutes: 5) == 1)
    #expect(CampaignPlan.tasks(points: 1_000_000, secondsPerPoint: 1e6, cores: 1, minutes: 5) == CampaignPlan.mostTasks)
  }

  @Test func folderKeepsOnePlan() async throws {
    try await withFolder { path in
      let folder = CampaignFolder(path)
      #expect(throws: CampaignError.noPlan(folder: folder.path)) { try folder.plan() }
      try folder.store(Self.plan(tasks: 3), replacing: false)
      #expect(try folder.plan() == Self.plan(tasks: 3))
      // Without results another cut may take its place; with results it must be asked for.
      try folder.store(Self.plan(tasks: 2), replacing: false)
      try Data().write(to: URL(fileURLWithPath: folder.shard(1)))
      #expect(throws: CampaignError.self) { try folder.store(Self.plan(tasks: 3), replacing: false) }
      try folder.store(Self.plan(tasks: 3), replacing: true)
      #expect(try folder.finishedTasks(of: folder.plan()).isEmpty)
      var other = try Self.plan(tasks: 3)
      other.tasks = 0
      try other.json.write(to: URL(fileURLWithPath: folder.planFile))
      #expect(throws: CampaignError.self) { try folder.plan() }
      try Data("{}".utf8).write(to: URL(fileURLWithPath: folder.planFile))
      #expect(throws: CampaignError.self) { try folder.plan() }
    }
  }

  @Test func numbersAreWrittenAsRanges() {
    #expect(numberRanges([3, 1, 2, 7, 9, 10]) == "1-3,7,9-10")
    #expect(numberRanges([]) == "")
  }
}

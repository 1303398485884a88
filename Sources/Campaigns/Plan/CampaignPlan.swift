import Foundation
import Records
import Reporting

/// What a campaign runs: a command at every combination of option values, and how these points are cut into tasks.
///
/// It is stored as `plan.json` in the campaign's folder, where all tasks read it.
package struct CampaignPlan: Codable, Hashable, Sendable {
  /// For the names of jobs and for headings.
  package var name: String
  /// Version and revision of the program that planned; another one refuses to run the tasks.
  package var program: String
  /// The folder that relative paths in the command refer to.
  package var directory: String
  /// The command and what varies.
  package var sweep: OptionSweep
  /// SHA-256 of the input files that the first points have read, by path.
  package var inputs: [String: String]
  /// Names of the tables of each run whose rows are kept, such as `cells.csv`.
  package var tables: [String]
  /// Paths of the figures that are kept; one that ends in `*` stands for all that begin so. Empty keeps all.
  package var figures: [String]
  /// Paths of figures that are running times, which are not kept: they would differ from machine to machine.
  package var runningTimes: [String]
  /// Processor cores of one task.
  package var cores: Int
  /// The number of tasks, at most that of the points.
  package var tasks: Int
  /// What one point takes on one core as measured when the campaign was planned, s.
  package var secondsPerPoint: Double

  /// The most points of a campaign.
  package static let mostPoints = 1_000_000
  /// The most tasks: Slurm's usual limit on the size of an array of jobs.
  package static let mostTasks = 1000

  package init(
    name: String, program: String, directory: String, sweep: OptionSweep, inputs: [String: String] = [:], tables: [String] = [],
    figures: [String] = [], runningTimes: [String] = [], cores: Int = 1, tasks: Int = 1, secondsPerPoint: Double = 0
  ) {
    self.name = name
    self.program = program
    self.directory = directory
    self.sweep = sweep
    self.inputs = inputs
    self.tables = tables
    self.figures = figures
    self.runningTimes = runningTimes
    self.cores = cores
    self.tasks = tasks
    self.secondsPerPoint = secondsPerPoint
  }

  /// The indices of the points of a task, 1 to `tasks`: ranges of nearly equal length.
  package func points(ofTask number: Int) -> Range<Int> {
    (number - 1) * sweep.count / tasks..<number * sweep.count / tasks
  }

  /// Identifies what is computed: all of the plan but its cut into tasks, what it was measured to take, and its name. Results
  /// with equal digests belong together.
  package var digest: String {
    get throws {
      var plan = self
      (plan.name, plan.directory, plan.cores, plan.tasks, plan.secondsPerPoint) = ("", "", 1, 1, 0)
      return SHA256.hexadecimalDigest(of: Array(try plan.json))
    }
  }

  /// Indented, with sorted keys.
  package var json: Data {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      return try encoder.encode(self) + Data("\n".utf8)
    }
  }

  /// Whether a figure is kept.
  package func keeps(_ path: String) -> Bool {
    if !runningTimes.isEmpty, runningTimes.contains(FigureSchema.general(path).joined(separator: ".")) { return false }
    return figures.isEmpty
      || figures.contains { $0.hasSuffix("*") ? path.hasPrefix($0.dropLast()) : path == $0 }
  }
}

extension CampaignPlan {
  /// The number of tasks for which each takes about `minutes` on its cores.
  package static func tasks(points: Int, secondsPerPoint: Double, cores: Int, minutes: Double) -> Int {
    let total = Double(points) * secondsPerPoint / Double(cores)
    return max(1, min(points, mostTasks, Int(min(total / (60 * minutes), Double(mostTasks)).rounded(.up))))
  }
}

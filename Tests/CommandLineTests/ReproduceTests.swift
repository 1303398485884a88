import Foundation
import Testing

/// `mxbar reproduce` as a user runs it, and the published results that are shipped.
@Suite struct ReproduceTests {
  /// A row of two resistors: 1 and 2 mA.
  static func writePaper(_ changes: [(String, String)] = [], in folder: String) throws {
    let paper = folder + "/paper"
    try FileManager.default.createDirectory(atPath: paper, withIntermediateDirectories: true)
    try write("1000,500\n", to: paper + "/cells.csv")
    try write("1\n", to: paper + "/inputs.csv")
    let text = """
      title: Two resistors
      source: a paper
      needs:
        data: the paper's data
      runs:
        read: solve --resistances cells.csv --voltages inputs.csv
      long_runs:
        large: solve --resistances $data --voltages inputs.csv
      figures:
        - figure: Currents
          unit: A
          published: [1e-3, 2e-3]
          source: table 1
          ours: read.output_current_A.0
          agrees: {within: 1e-6}
          over: {name: Column, values: [0, 1]}
        - figure: Ratio
          published: 3
          ours: read.output_current_A.0.1 / read.output_current_A.0.0
          agrees: {within: 0.1}
          recorded: deviates
          held_to: 0.5
          reason: a slip of the paper
        - figure: Current of the large array
          published: 1e-3
          ours: sum(large.output_current_A.0)
          agrees: {within: 1e-6}
      """
    try write(changes.reduce(text) { $0.replacing($1.0, with: $1.1) }, to: paper + "/published.yaml")
  }

  private static func reproduce(_ options: String..., in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), ["reproduce", "paper", "--out", "out"] + options, in: folder)
  }

  @Test func figuresAreComparedAndShown() async throws {
    try await withTemporaryFolder { folder in
      try Self.writePaper(in: folder)
      let outcome = try await Self.reproduce(in: folder)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("\n\n1 of 2 published figures agree, 1 deviate and 0 are missing; 1 were not run.\n"))
      #expect(outcome.output.contains("a slip of the paper") && outcome.output.contains("needs the paper's data"))
      for file in ["report.html", "published.csv", "table.md", "paper-1.svg", "runs/paper/read/report.html"] {
        #expect(exists("\(folder)/out/\(file)"), "\(file)")
      }
      try FileManager.default.copyItem(atPath: folder + "/paper/cells.csv", toPath: folder + "/large.csv")
      let long = try await Self.reproduce("--long", "--given", "data=large.csv", "--overwrite", "--json", in: folder)
      // 3 mA.
      #expect(long.status == 1 && long.errors.contains("Current of the large array: deviates, recorded as agrees"))
      #expect(long.output.contains("\"worse\":1"))
    }
  }

  static let faults: [([(String, String)], Int, String)] = [
    ([("[1e-3, 2e-3]", "[1e-3, 2.1e-3]")], 1, "Currents: deviates, recorded as agrees"),
    ([("held_to: 0.5", "held_to: 0.2")], 1, "Ratio: deviates by -33.3 %, recorded as 0.2 at most"),
    ([("output_current_A.0.1 /", "output_current.0.1 /")], 1, "'output_current' of 'output_current.0.1' is not there"),
    ([("--voltages inputs.csv\nlong", "--voltages none.csv\nlong")], 1, "cannot read 'none.csv'"),
    ([("unit: A", "units: A")], 2, "published.yaml, line 11: 'units' is no key here; the nearest is 'unit'"),
    ([("{within: 1e-6}\n    over", "{about: 1}\n    over")], 2, "'agrees' is {within: SHARE}"),
    ([("reason: a slip of the paper", "source: text")], 2, "'Ratio' is recorded as deviates without a reason"),
    ([("ours: read.", "ours: write.")], 2, "'Currents' names the run 'write'; there are: read, large"),
    ([("published: 3", "published: three")], 2, "'published' is a number or a list of numbers"),
    ([("solve --resistances cells", "solved --resistances cells")], 1, "'solved' is no command"),
    ([("  large: ", "  read: ")], 2, "two runs are called 'read'"),
    ([("  large: ", "  the-large: ")], 2, "'the-large' is no name"),
    ([("large: solve", "large: reproduce")], 2, "the run 'large' would run itself"),
    ([("  data: the", "  date: the")], 2, "the run 'large' has '$data', which 'needs' does not name"),
    ([("{within: 1e-6}\n    over", "{within: 1e-6, factor: 2}\n    over")], 2, "'agrees' is {within: SHARE}"),
    ([("{within: 1e-6}\n    over", "{within: nan}\n    over")], 2, "'within' is a number, 0 or more"),
    ([("published: 3", "published: rises")], 2, "'agrees' of 'Ratio' is trend where"),
    ([("    held_to: 0.5\n", "")], 2, "'Ratio' is recorded as deviates; 'held_to' is the limit"),
    ([("values: [0, 1]", "values: [0, 1, 2]")], 1, "Currents: missing, recorded as agrees"),
    // A point of a sweep that fails leaves a gap, over which nothing is said.
    (
      [
        ("solve --resistances cells.csv --voltages inputs.csv\nlong", "sweep --vary rows=2,0 -- sneak --columns 2\nlong"),
        ("read.output_current_A.0\n", "read.sweep.csv.sensed_current_A\n"),
      ], 1, "Currents: missing, recorded as agrees, since"
    ),
  ]

  @Test(arguments: faults)
  func whatIsWrongIsNamed(changes: [(String, String)], status: Int, message: String) async throws {
    try await withTemporaryFolder { folder in
      try Self.writePaper(changes, in: folder)
      let outcome = try await Self.reproduce(in: folder)
      #expect(outcome.status == status && outcome.errors.contains(message), "\(outcome.status): \(outcome.errors)")
    }
  }

  @Test(arguments: [("date=x", "--given names 'date'; needed is data"), ("=x", "--given is '=x'")])
  func whatIsGivenMustBeNeeded(given: String, message: String) async throws {
    try await withTemporaryFolder { folder in
      try Self.writePaper(in: folder)
      let outcome = try await Self.reproduce("--given", given, in: folder)
      #expect(outcome.status != 0 && outcome.errors.contains(message), "\(outcome.errors)")
    }
  }

  /// Runs are kept until a file of the folder changes, even one that only a configuration names; a seed is for those that have one.
  @Test func resumedRunsAreThoseOfTheFolder() async throws {
    try await withTemporaryFolder { folder in
      try Self.writePaper(
        [
          ("read: solve --resistances cells.csv --voltages inputs.csv", "read: sneak --columns 2 --config array.yaml"),
          ("read.output_current_A.0\n", "list(read.rows, read.columns)\n"), ("[1e-3, 2e-3]", "[3, 2]"),
          ("read.output_current_A.0.1 / read.output_current_A.0.0", "read.rows - read.columns + 1"),
        ], in: folder)
      try write("rows: 3\n", to: folder + "/paper/array.yaml")
      let first = try await Self.reproduce("--seed", "2", in: folder)
      #expect(first.status == 0, "\(first.errors)")
      let manifest = folder + "/out/runs/paper/read/run.json"
      let before = try read(manifest)
      let kept = try await Self.reproduce("--seed", "2", "--resume", in: folder)
      let after = try read(manifest)
      #expect(kept.status == 0 && after == before, "\(kept.errors)")
      try write("rows: 4\n", to: folder + "/paper/array.yaml")
      let changed = try await Self.reproduce("--seed", "2", "--resume", in: folder)
      #expect(changed.status == 1 && changed.errors.contains("Currents: deviates, recorded as agrees"), "\(changed.errors)")
    }
  }

  @Test func aFolderWithoutTheFileIsNamed() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Self.reproduce(in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains("published.yaml"), "\(outcome.errors)")
    }
  }

  // MARK: Shipped results

  static let names =
    ((try? FileManager.default.contentsOfDirectory(atPath: ExampleTests.root + "/examples/reproduce")) ?? [])
    .filter { !$0.contains(".") }.sorted()

  /// The article's rows of a figure: name, published, ours, deviation, verdict, reason.
  private static func rows(_ text: String) -> [String: [String]] {
    let rows = text.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") && !$0.hasPrefix("| figure ") }
      .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    return Dictionary(rows.map { ($0[0], $0) }) { first, _ in first }
  }

  @Test func allAreThere() { #expect(Self.names.count >= 9, "\(Self.names)") }

  /// The quick runs hold what was recorded, and the documentation shows what they give.
  @Test(arguments: names) func thePublishedResultHolds(name: String) async throws {
    let article = try read(ExampleTests.root + "/Sources/MemristorCrossbar/MemristorCrossbar.docc/PublishedResults.md")
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(
        .path(Mxbar.path), ["reproduce", "\(ExampleTests.root)/examples/reproduce/\(name)", "--quiet", "--out", "out"], in: folder
      )
      #expect(outcome.status == 0, "\(outcome.errors)")
      let (found, shown) = (Self.rows(try read(folder + "/out/table.md")), Self.rows(article))
      #expect(!found.isEmpty)
      for (figure, row) in found {
        let documented = try #require(shown[figure], "no row '\(figure)'; bin/reproduce --long --record writes them")
        #expect(documented[1] == row[1])
        guard row[4] != "not run" else { continue }
        #expect(documented[4] == row[4] && documented.dropFirst(5) == row.dropFirst(5), "\(figure)")
        // The last digits of ours may differ between machines.
        let numbers = [row[2], documented[2]].map { $0.matches(of: /-?[0-9.]+(e-?\d+)?/).compactMap { Double(String($0.0)) } }
        #expect(numbers[0].count == numbers[1].count, "\(figure): \(row[2]), documented \(documented[2])")
        for (one, other) in zip(numbers[0], numbers[1]) {
          #expect(abs(one - other) <= 0.05 * max(abs(one), abs(other)), "\(figure): \(row[2]), documented \(documented[2])")
        }
      }
    }
  }
}

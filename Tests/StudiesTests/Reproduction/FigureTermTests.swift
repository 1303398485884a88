import Foundation
import Records
import Testing

@testable import Studies

/// Figures by their paths, and arithmetic over them.
@Suite struct FigureTermTests {
  private static let figures = RecordValue.record([
    RecordField("share", .number(0.25)),
    RecordField(
      "points",
      .list([3.0, 4, 8].map { .record([RecordField("mean", .number($0)), RecordField("none", .null)]) })),
    RecordField("currents", .list([.list([.number(1), .number(2)]), .list([.number(-1), .number(0)])])),
  ])

  private func value(_ text: String, in folder: String? = nil) throws -> [Double] {
    let results = RunResults(figures: Self.figures, folder: folder)
    return try FigureTerm(text).value { path in
      #expect(path.run == "a")
      return try results.numbers(at: path.keys)
    }
  }

  static let terms: [(String, [Double])] = [
    ("a.share", [0.25]), ("a.points.mean", [3, 4, 8]), ("a.points.1.mean", [4]), ("a.currents.1", [-1, 0]),
    ("1 - 2 * a.share", [0.5]), ("-a.share", [-0.25]), ("(1 + 3) / a.points.mean", [4.0 / 3, 1, 0.5]),
    ("mean(a.points.mean)", [5]), ("median(a.points.mean)", [4]), ("sd(a.points.mean)", [2.6457513110645907]),
    ("least(a.points.mean)", [3]), ("most(a.points.mean) - sum(a.points.mean)", [-7]), ("count(a.points.none)", [0]),
    ("list(a.share, a.points.2.mean)", [0.25, 8]), ("abs(a.currents.1)", [1, 0]), ("ln(1)", [0]),
    ("1.5e-1 + 2e2", [200.15]), ("8 - 2 - 1", [5]), ("8 / 2 / 2", [2]),
  ]

  @Test(arguments: terms)
  func termsHaveTheirValues(text: String, expected: [Double]) throws {
    let found = try value(text)
    #expect(found.count == expected.count && zip(found, expected).allSatisfy { abs($0 - $1) < 1e-12 }, "\(found)")
  }

  @Test(arguments: [
    ("a", "'a' is no path"), ("root(a.share)", "'root' is no function; there are: mean, sd"),
    ("(a.share", "a ')' is missing"), ("a.share 2", "'2' is left over"), ("a.share +", "'' is no path"),
    (String(repeating: "(", count: 100) + "1", "more parentheses"),
    (String(repeating: "1+", count: 100_000) + "1", "more operators"),
  ])
  func whatIsNoTermIsRefused(text: String, reason: String) {
    let problem = #expect(throws: FigureTerm.Problem.self) { try FigureTerm(text) }
    #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "")")
  }

  @Test(arguments: [
    ("a.shares", "'shares' of 'shares' is not there; there are: share, points, currents"),
    ("a.points.3.mean", "'3' of 'points.3.mean' is beyond the list's 3 elements"),
    ("a.share.mean", "follows a value that is no record"), ("a.points.mean + a.currents.0", "combines 3 with 2 values"),
    ("a.cells.csv.x", "the run has left no cells.csv"),
  ])
  func whatIsNotThereIsNamed(text: String, reason: String) {
    let problem = #expect(throws: FigureTerm.Problem.self) { try value(text) }
    #expect(problem?.description.contains(reason) == true, "\(problem?.description ?? "")")
  }

  @Test func tablesAreRead() throws {
    let folder = FileManager.default.temporaryDirectory.appending(component: "terms-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("x_V,done,points.0.share\n1,true,0.5\n2,false,\n".utf8).write(to: folder.appending(component: "cells.csv"))
    #expect(try value("a.cells.csv.x_V", in: folder.path) == [1, 2])
    #expect(try value("a.cells.csv.done", in: folder.path) == [1, 0])
    #expect(try value("a.cells.csv.1.x_V", in: folder.path) == [2])
    #expect(try value("a.cells.csv.points.0.share", in: folder.path) == [0.5])
  }
}

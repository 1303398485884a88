import Foundation
import Testing

@testable import Reporting

@Suite struct ResultFolderTests {
  @Test func createsFoldersAboveItAndLeavesNothingBehindInThem() async throws {
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base + "/a/b")
      #expect(try FileManager.default.contentsOfDirectory(atPath: base + "/a/b").isEmpty)
      try folder.write("1\n", to: "data/one.csv")
      try folder.write("2\n", to: "data/one.csv")
      #expect(try String(contentsOfFile: base + "/a/b/data/one.csv", encoding: .utf8) == "2\n")
      #expect(try FileManager.default.contentsOfDirectory(atPath: base + "/a/b/data") == ["one.csv"])
    }
  }

  @Test func openingRemovesTheMarkOfAnEarlierRunAndNothingElse() async throws {
    try await withTemporaryFolder { base in
      do {
        let first = try ResultFolder(opening: base)
        try first.write("kept", to: "kept.csv")
        try first.finish(.example)
      }
      #expect(FileManager.default.fileExists(atPath: base + "/run.json"))
      _ = try ResultFolder(opening: base)
      #expect(!FileManager.default.fileExists(atPath: base + "/run.json"))
      #expect(FileManager.default.fileExists(atPath: base + "/kept.csv"))
    }
  }

  @Test func onlyTheSameRunOrNothingIsReplacedUnasked() async throws {
    func mark(_ options: [String], canResume: Bool = false) -> RunMark {
      RunMark(version: "1", command: "sneak", options: options, inputs: [:], canResume: canResume)
    }
    func objection(_ base: String, _ mark: RunMark, _ earlier: EarlierResults = .keep) -> String? {
      do {
        _ = try ResultFolder(opening: base, for: mark, earlier: earlier)
        return nil
      } catch { return "\(error)" }
    }
    try await withTemporaryFolder { base in
      // A run that failed before it wrote anything leaves nothing to lose.
      _ = try ResultFolder(opening: base, for: mark(["--rows=1"]))
      #expect(objection(base, mark(["--rows=2"])) == nil)
      do {
        let folder = try ResultFolder(opening: base, for: mark(["--rows=3"]))
        try folder.write("1", to: "a/b/one.csv")
        try folder.recordRun(in: "points/p")
        let point = try ResultFolder(opening: base + "/points/p", for: mark(["--rows=4"]))
        try point.write("2", to: "two.csv")
      }
      #expect(objection(base, mark(["--rows=3"]))?.contains("a run that did not end") == true)
      #expect(objection(base, mark(["--rows=3"], canResume: true))?.contains("--resume") == true)
      #expect(objection(base, mark(["--rows=3"]), .resume) == nil)
      #expect(objection(base, mark(["--rows=5"]), .resume)?.contains("--rows=3 there, --rows=5 now") == true)
      #expect(objection(base, mark(["--rows=5"]), .extend) == nil)
      #expect(FileManager.default.fileExists(atPath: base + "/a/b/one.csv"))
      try "mine".write(toFile: base + "/a/mine.txt", atomically: false, encoding: .utf8)
      let folder = try ResultFolder(opening: base, for: mark(["--rows=5"]), earlier: .replace)
      #expect(folder.files.isEmpty)
      #expect(try FileManager.default.subpathsOfDirectory(atPath: base).sorted() == [".mxbar-run.json", "a", "a/mine.txt"])
    }
  }

  @Test func oneRunAtATimeHasAFolder() async throws {
    try await withTemporaryFolder { base in
      do {
        let first = try ResultFolder(opening: base)
        try first.finish(.example)
        #expect(throws: ReportingError.unusableFolder(path: base, reason: "another run is writing into it")) {
          try ResultFolder(opening: base)
        }
        #expect(FileManager.default.fileExists(atPath: first.location(of: ResultFolder.manifestName).path))
      }
      _ = try ResultFolder(opening: base)
    }
  }

  // The tests may run as root, whom permissions do not stop: take paths that nobody can write to.
  @Test func namesTheFolderThatIsAFileOrBelowOne() async throws {
    try await withTemporaryFolder { base in
      try Data().write(to: URL(fileURLWithPath: base + "/file"))
      for path in [base + "/file", base + "/file/below", "/proc/self/results"] {
        let error = try #require(throws: ReportingError.self) { try ResultFolder(opening: path) }
        guard case .unusableFolder(path, let reason) = error else {
          Issue.record("unexpected \(error)")
          continue
        }
        #expect(!reason.isEmpty && !reason.contains("Cocoa"), "\(error)")
      }
    }
  }

  @Test func namesTheFileThatCannotBeWritten() async throws {
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      try FileManager.default.createDirectory(atPath: base + "/taken.csv", withIntermediateDirectories: false)
      #expect(throws: ReportingError.unwritableFile(path: base + "/taken.csv", reason: "Is a directory")) {
        try folder.write("x", to: "taken.csv")
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: base) == ["taken.csv"])
    }
  }

  @Test(arguments: ["", "/etc/x", "../x", "a//b", "a/../b", "a b", "quote'.csv", "."])
  func refusesNamesThatLeadElsewhere(name: String) async throws {
    try await withTemporaryFolder { base in
      let folder = try ResultFolder(opening: base)
      #expect(throws: ReportingError.invalidFileName(name)) { try folder.write("x", to: name) }
    }
  }
}

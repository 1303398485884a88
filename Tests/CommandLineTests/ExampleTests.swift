import Foundation
import Subprocess
import Testing

/// Every folder of `examples/`, as `examples/README.md` says to run it but with small counts, and every path of the README.
@Suite struct ExampleTests {
  static let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardizedFileURL.path

  /// The command lines of each folder; a blank parts the words. Two folders are run by tests of their own.
  private static let commands: [String: [String]] = [
    "device": [
      "device iv --config EXAMPLE/sweeps.yaml --count 6 --cycles 2 --voltage-step 0.05 --out sweeps",
      "device fit sweeps/sweeps.csv --config EXAMPLE/fit.yaml",
    ],
    "new-device": [
      "device show EXAMPLE/mover",
      "device iv --device EXAMPLE/mover --cycles 1 --voltage-step 0.05",
      "disturb --device EXAMPLE/mover --rows 2 --columns 2 --pulses 1 --check 2",
    ],
    "reproduce": ["reproduce EXAMPLE/linear-crossbar"],
    "levels": ["levels --config EXAMPLE/levels.yaml --count 2 --step 20m --cells-per-level 3 --check 2"],
    "yield": ["yield --config EXAMPLE/yield.yaml --budget 300 --relative-error 0.5 --sensitivity 2 --check 2"],
    "campaign": ["campaign plan EXAMPLE/voltages.yaml --trial 1"],
    "disturb": ["disturb --config EXAMPLE/disturb.yaml --rows 3 --columns 3 --pulses 2 --check 2"],
    "sneak": [
      "sneak --config EXAMPLE/sneak.yaml --sizes 2,3 --rows 3 --columns 3",
      "sneak --config EXAMPLE/selectors.yaml --rows 4 --columns 4",
    ],
    "netlist": [
      "netlist set --config EXAMPLE/set-8x8.yaml --rows 3 --columns 2 -o set.cir", "netlist check set.cir",
      "netlist set --config EXAMPLE/set-8x8.yaml --rows 3 --columns 2 --dialect hspice -o set.sp",
    ],
    "digits": ["digits --config EXAMPLE/verified.yaml --bits 2 --hidden 2 --epochs 20 --check 2"],
    "mnist": ["nearest", "published", "sign-magnitude", "trained", "trained-sign-magnitude", "verified"].map {
      "mnist --data data --config EXAMPLE/\($0).yaml --hidden 4 --epochs 2 --tile 16 --limit 10 --check 2 --out \($0)"
    },
    "sizing": ["sizing --config EXAMPLE/corners.yaml --corners tt --count 1 --widths 10 --check 1"],
    "window": [
      """
      window --config EXAMPLE/window.yaml --amplitudes 7 --widths 20 --gate-voltages 1.06 --count 2 --disturb-corners 1 \
      --confirm 0 --check 1
      """
    ],
  ]

  private static func run(_ line: String, in folder: String) async throws {
    let words = line.split(separator: " ").map(String.init)
    let outcome = try await Outcome.of(.path(Mxbar.path), words, in: folder)
    #expect(outcome.status == 0, "mxbar \(line): \(outcome.errors)")
  }

  @Test(arguments: commands.keys.sorted())
  func theExampleRuns(name: String) async throws {
    try await withTemporaryFolder { folder in
      if name == "mnist" {
        try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
        try writeBars(in: folder + "/data")
      }
      for line in Self.commands[name] ?? [] {
        try await Self.run(line.replacing("EXAMPLE", with: "\(Self.root)/examples/\(name)"), in: folder)
      }
    }
  }

  @Test func theProgramRuns() async throws {
    let program = try Mxbar.path.removingLastComponent().appending("ExampleArray")
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(program), ["out"], in: folder)
      #expect(outcome.status == 0 && outcome.output.contains("of the ideal currents"), "\(outcome.errors)")
      #expect(exists(folder + "/out/library.png"))
    }
  }

  @Test func everyFolderIsRunAndHasItsPicture() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: Self.root + "/examples").filter { !$0.contains(".") }
    #expect(Set(folders) == Set(Self.commands.keys).union(["library"]))
    let list = try read(Self.root + "/examples/README.md")
    for folder in folders {
      let files = try FileManager.default.contentsOfDirectory(atPath: "\(Self.root)/examples/\(folder)")
      #expect(files.contains { $0.hasSuffix(".png") }, "examples/\(folder) has no picture")
      #expect(list.contains("[\(folder)](\(folder))"), "examples/README.md does not list \(folder)")
    }
  }

  /// The README's lines one after another, as its readers type them; only counts are smaller.
  @Test func thePathsOfTheReadmeRun() async throws {
    let lines = try read(Self.root + "/README.md").split(separator: "\n").filter { $0.hasPrefix("    mxbar ") }
    #expect(lines.count > 10)
    let smaller = ["--count": "6", "--rows": "3", "--columns": "3", "--pulses": "2"]
    let further = [
      "device iv": "--cycles 2 --voltage-step 0.05", "sizing": "--widths 20,60 --count 6 --check 2",
      "window": "--amplitudes 2.4 --widths 1e-3 --gate-voltages 1.4 --disturb-corners 1 --confirm 0 --check 2",
      "disturb": "--check 2", "digits": "--bits 2 --hidden 2 --epochs 20 --check 2", "sweep": "--hidden 2 --epochs 20 --check 2",
    ]
    try await withTemporaryFolder { folder in
      for line in lines {
        let command = (line.firstRange(of: "  #").map { line[..<$0.lowerBound] } ?? line).split(separator: " ").dropFirst()
        var words = command.map(String.init)
        for place in words.indices.dropLast() { if let value = smaller[words[place]] { words[place + 1] = value } }
        words = words.map { $0.hasPrefix("write-voltage=") ? "write-voltage=5,8" : $0 }
        let added = further.first { words.joined(separator: " ").hasPrefix($0.key) }?.value
        try await Self.run((words + [added].compactMap { $0 }).joined(separator: " "), in: folder)
      }
    }
  }
}

import ArrayFiles
import Foundation
import Testing

/// A command line whose output is recorded.
struct GoldenCommand: CustomTestStringConvertible, Sendable {
  /// The command's words with hyphens between, and what sets this run apart from others of the command: the golden's name.
  let name: String
  /// After the program's name.
  let arguments: [String]
  /// Writes the files that the command reads into the folder where it runs.
  let prepare: @Sendable (_ folder: String) throws -> Void

  /// Results go to the folder `out`.
  /// - Parameters:
  ///   - command: the command's words.
  ///   - options: its options, with blanks between.
  ///   - output: the options that say where the results go.
  private init(
    _ command: String, _ options: String, variant: String? = nil, output: String = "--json --out out",
    prepare: @escaping @Sendable (_ folder: String) throws -> Void = { _ in }
  ) {
    name = (command.split(separator: " ").map(String.init) + [variant].compactMap { $0 }).joined(separator: "-")
    // Before the options, since those of a sweep end with another command.
    arguments = "\(command) \(output) \(options)".split(separator: " ").map(String.init)
    self.prepare = prepare
  }

  private static func netlist(_ operation: String) -> GoldenCommand {
    GoldenCommand("netlist \(operation)", "--rows 2 --columns 2", output: "-o out/")
  }

  var testDescription: String { name }

  static let all = [
    GoldenCommand("digits", "--images two.txt --hidden 1 --epochs 50 --bits 2", prepare: writeDrawings),
    GoldenCommand(
      "digits", "--images two.txt --hidden 1 --epochs 50 --bits 2 --engine compiled --check 2 --max-write-voltage 8",
      variant: "compiled", prepare: writeDrawings),
    GoldenCommand(
      "mnist",
      """
      --data data --hidden 4 --epochs 20 --bits 2 --quantizer nearest --tile 16 --stuck-on 0.05 --max-write-voltage 10 \
      --attempts 3 --mode analog --calibration-images 5 --check-products 1 --check 2 --limit 10
      """, prepare: writeBarData),
    GoldenCommand(
      "infer",
      """
      --weights bars.npz --data data --bits 2 --coding differential-pairs --tile 16 --stuck-off 0.05 --remap \
      --read-noise 0.01 --retention-time 10 --check 2 --limit 10
      """, prepare: writeBarData),
    GoldenCommand(
      "advise",
      "--weights bars.npz --data data --bits 2 --codings sign-magnitude --writings once,stepped --tile 16 --check 2 --limit 10",
      prepare: writeBarData),
    GoldenCommand("sneak", "--rows 4 --columns 3 --pattern random --sizes 2,3"),
    GoldenCommand("sneak", "--cell 1T1R --rows 3 --columns 2 --off-gate-voltage 0.2", variant: "1t1r"),
    GoldenCommand("sneak", "--rows 3 --columns 3 --engine structured --lrs 1000 --hrs 1e6", variant: "structured"),
    GoldenCommand("sizing", "--widths 3,60 --gate-voltages 1,1.12 --count 3 --check 2 --target 0.7"),
    GoldenCommand(
      "window",
      """
      --amplitudes 2,5 --widths 20 --gate-voltages 1.12 --count 2 --disturb-corners 1 --confirm 1 --check 2 --waveforms
      """),
    GoldenCommand("solve", "--resistances cells.csv --voltages inputs.csv --wire-resistance 1 --all --compare") { folder in
      try write("1000,2000\n500,inf\n", to: folder + "/cells.csv")
      try write("1,0.5\n-0.5,0.25\n", to: folder + "/inputs.csv")
    },
    GoldenCommand("device list", "", output: "--json", prepare: makeFolder),
    GoldenCommand("device show", "stanford"),
    GoldenCommand("device export", "sky130-hfo2 --format verilog-a", output: "-o out/reram.va", prepare: makeFolder),
    GoldenCommand("margin", "--word-lines 1,3 --rows 4 --count 2"),
    GoldenCommand(
      "levels",
      "--device sky130-hfo2 --spread off --count 3 --cells-per-level 3 --lowest-resistance 20k --relax 1 --check 2 --gray"),
    GoldenCommand(
      "yield",
      "--device sky130-hfo2 --measures reset,read --rows 4 --columns 16 --word-bits 8 --ecc 1 --budget 300 --relative-error 0.5 --check 2"
    ),
    GoldenCommand("disturb", "--rows 3 --columns 2 --pulses 2 --check 2"),
    GoldenCommand("reproduce", "paper") { try ReproduceTests.writePaper(in: $0) },
    GoldenCommand("sweep", "--vary rows=2,3 -- sneak --columns 2"),
    GoldenCommand("device iv", "--cycles 2 --voltage-step 0.1"),
    GoldenCommand("device statistics", "--count 3 --voltage-step 0.1"),
    GoldenCommand("device pulses", "--cycles 2 --count 3 --amplitudes 2,5 --compliances 1e-4"),
    GoldenCommand("device compliance", "--count 3 --compliances 1e-5,1e-4 --include-failed"),
    GoldenCommand("device retention", "--count 2 --compliance 1e-5,1e-4"),
    GoldenCommand("device endurance", "--count 2 --cycles 3 --transistor nmos-5v"),
    GoldenCommand("device fit", "loops.csv", prepare: writeLoops),
    netlist("iv"), netlist("set"), netlist("reset"), netlist("read"), netlist("vmm"), netlist("sneak"),
    GoldenCommand("netlist check", "deck.cir", output: "--json", prepare: copyDeck),
    GoldenCommand("netlist import", "deck.cir --cells-out out/cells.csv", output: "--json", prepare: copyDeck),
  ]

  /// For commands that write into a folder that is there, or nothing.
  private static func makeFolder(in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
  }

  private static func writeDrawings(in folder: String) throws { try write("0\n#.\n..\n1\n..\n.#\n", to: folder + "/two.txt") }

  /// A loop of each of four devices in closed form: ohmic in both states.
  private static func writeLoops(in folder: String) throws {
    var lines = ["device,voltage_V,current_A"]
    for device in 0..<4 {
      var isLow = false
      for step in Array(0...30) + (-30..<30).reversed() + Array(-29...0) {
        if step > 10 + 3 * device { isLow = true }
        if step < -8 - device { isLow = false }
        let voltage = Double(step) / 10
        lines.append("\(device),\(voltage),\(voltage / (isLow ? 400 + 150 * Double(device) : 1e6 * Double(1 + device)))")
      }
    }
    try write(lines.joined(separator: "\n"), to: folder + "/loops.csv")
  }

  /// A deck of the gallery with a wire that is another one now.
  private static func copyDeck(to folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder + "/out", withIntermediateDirectories: true)
    let deck = try read(NetlistTests.root + "/read-4x4.cir")
    try write(deck.replacing("RBL_0_1 bl1 bl_0_1 10.5", with: "RBL_0_1 bl1 bl_0_1 5e4"), to: folder + "/deck.cir")
    try write(read(NetlistTests.root + "/read-4x4.cir.expected.json"), to: folder + "/deck.cir.expected.json")
  }
}

import ArgumentParser
import Campaigns
import Foundation
import MemristorCrossbar
import Testing

@testable import mxbar

/// What users type for numbers, and options that would count for nothing.
@Suite struct OptionTests {
  private static func parsed<Command>(_ words: [String], as: Command.Type = Command.self) throws -> Command {
    try #require(try CommandWords.parsed(words) as? Command)
  }

  /// By the program: ArgumentParser takes seconds within a test of a debug build.
  private static func expectRefusal(
    _ words: [String], _ reason: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let outcome = try await Outcome.of(.path(Mxbar.path), words, in: FileManager.default.temporaryDirectory.path)
    #expect(outcome.status == 64 && outcome.errors.contains(reason), "\(outcome.errors)", sourceLocation: sourceLocation)
  }

  @Test func numbersMayHaveUnits() throws {
    let sneak: SneakCommand = try Self.parsed([
      "sneak", "--write-voltage", "500mV", "--lrs=1k", "--hrs", "10kohm", "--wire-resistance", "500m", "--sizes", "4,8",
      "--cell", "1T1R", "--transistor-width", "60u", "--off-gate-voltage", "-100m", "--row", "1e0", "--seed", "7",
    ])
    #expect(sneak.voltages.writeVoltage == 0.5 && sneak.lrs == 1000 && sneak.hrs == 10_000)
    #expect(sneak.wiring.wireResistance == 0.5 && sneak.transistor.transistorWidth == 60 && sneak.offGateVoltage == -0.1)
    #expect(sneak.sizes?.counts == [4, 8] && sneak.row == 1 && sneak.common.seed == 7)
    let sizing: SizingCommand = try Self.parsed([
      "sizing", "--widths", "5,10u, 0.02mm", "--pulse-width", "20us", "--gate-voltages", "1.12V,1200m", "--count", "1k",
    ])
    #expect(sizing.transistors.widths.values == [5, 10, 20] && sizing.shape.pulseWidth == 0.02)
    #expect(sizing.gateVoltages.values == [1.12, 1.2] && sizing.count == 1000)
    let solve: SolveCommand = try Self.parsed(["solve", "--resistances", "5A", "--voltages", "1e", "--tolerance", "1n"])
    #expect(solve.tolerance == 1e-9 && solve.resistances == "5A" && solve.voltages == "1e")
  }

  @Test(arguments: [
    (["sneak", "--write-voltage", "5A"], "--write-voltage is '5A', a current; expected a voltage such as 5, 0.5 or 500mV."),
    (["sneak", "--write-voltage", "0,5"], "--write-voltage is '0,5', which has a comma"),
    (
      ["sneak", "--wire-resistance=1M"], "--wire-resistance is '1M', whose M is milli in SPICE and mega elsewhere; write m or meg"
    ),
    (["sneak", "--lrs", ""], "--lrs is empty; expected a resistance"),
    (["window", "--target", "99%"], "--target is '99%', a percentage"),
    (["sneak", "--lrs", "1e"], "--lrs is '1e', whose 'e' is no scale"),
    (["sneak", "--rows", "1.5"], "--rows is '1.5', which is no whole"),
    (["window", "--widths", "1,1k"], "--widths is '1k', which can be 1k of ms or of s; write the unit"),
    (["sweep", "--vary", "pulse-width=1A", "--", "sizing"], "--vary: pulse-width is '1A', a current; expected a time"),
    (["digit"], "'digit' is no command. Did you mean 'digits'?"), (["netlist", "chek"], "Did you mean 'check'?"),
    (["sneak", "--write_voltage_V", "3"], "Unknown option '--write_voltage_V'. Did you mean '--write-voltage'?"),
    (["sneak", "--bits", "3"], "Unknown option '--bits'."),
  ])
  func whatIsNoNumberIsAnsweredInWords(words: [String], reason: String) async throws {
    try await Self.expectRefusal(words, reason)
  }

  /// An option without effect is a misunderstanding.
  @Test(arguments: [
    ("mnist --data d --adc-bits 4", "--adc-bits has no effect: it is for --mode analog, which is not given."),
    (
      "mnist --data d --mode analog --dac-energy 5",
      "--dac-energy has no effect: it is for --analog-inputs levels, which is not given."
    ),
    ("infer --data d --weights w --check-products 4", "--check-products has no effect"),
    ("mnist --data d --remap", "--remap has no effect: it moves codes away from faulty cells"),
    ("mnist --data d --redraw", "--redraw has no effect: it is for cells that get several pulses"),
    ("digits --max-gate-voltage 2", "--max-gate-voltage has no effect: it is for the last of several attempts"),
    ("digits --check 3", "--check has no effect: it is for compiled cells; give --engine compiled"),
    ("window --engine ngspice --check 3", "--check has no effect: it is for compiled cells, and --engine ngspice"),
    ("sneak --transistor-width 3", "--transistor-width has no effect: it is for 1T1R arrays"),
    ("sneak --gate-voltage 1", "--gate-voltage has no effect"),
    ("sneak --cell 1t1r --engine structured", "--engine has no effect: it is for passive arrays"),
    ("solve --resistances r --voltages v --seed 2", "--seed has no effect: it is for what is drawn, and nothing is."),
    ("solve --resistances r --voltages v --engine ngspice --tolerance 1e-6", "--tolerance has no effect: it is the structured"),
    (
      "sizing --transistor ideal-switch --widths 3",
      "--widths has no effect: it is for transistors that have a size, and the ideal switch has none."
    ),
    ("sizing --size-unit 1", "--size-unit has no effect: it is for --transistor-library"),
    (
      "sizing --transistor-library l --transistor-name n --compatibility xyz",
      "--compatibility is 'xyz', which ngspice does not know"
    ),
    ("window --waveform-amplitude 3", "--waveform-amplitude has no effect: it is for --waveforms, which is not given."),
    ("window --cell-index 3", "--cell-index has no effect"),
    ("device iv --transistor-width 3", "--transistor-width has no effect: it is for --series-gate-voltage"),
    ("device iv --series-gate-voltage 1 --compliance 1m", "--compliance has no effect: it is the source's"),
    ("device retention --transistor-length 1", "--transistor-length has no effect: it is for --transistor"),
    ("netlist read --layer 2", "--layer has no effect: it is for a cells.csv"),
    ("netlist set --read-voltage 1", "--read-voltage has no effect: it is no part of a SET."),
    ("netlist sneak --transistor-width 3", "--transistor-width has no effect: it is no part of a read of a passive array."),
  ])
  func optionsWithoutEffectAreRefused(line: String, reason: String) async throws {
    try await Self.expectRefusal(line.split(separator: " ").map(String.init), reason)
  }

  @Test(arguments: [
    "mnist --data d --mode analog --adc-bits 4", "mnist --data d --mode analog --analog-inputs levels --dac-energy 5",
    "mnist --data d --remap --stuck-on 0.01 --spare-columns 2",
    "mnist --data d --redraw --attempts 3", "digits --max-gate-voltage 2 --max-write-voltage 8",
    "sneak --transistor-width 3 --sizes 4",
    "sneak --cell 1T1R --gate-voltage 1", "sneak --engine structured", "window --waveforms --cell-index 3",
    "sizing --transistor-library l --transistor-name n --compatibility hsa --size-unit 1",
    "device pulses --transistor nmos-5v --transistor-width 3", "netlist read --cells c.csv --layer 2",
    "solve --resistances r --voltages v --engine ngspice --compare --tolerance 1e-6",
  ])
  func optionsThatCountAreTaken(line: String) async throws {
    // The next thing that is wrong is the folder or a file.
    let words = line.split(separator: " ").map(String.init) + ["--out", "/proc/none"]
    let outcome = try await Outcome.of(.path(Mxbar.path), words, in: FileManager.default.temporaryDirectory.path)
    #expect(outcome.status == 1 || outcome.status == 2, "\(outcome.status): \(outcome.errors)")
  }

  /// A sweep over what an option depends on gives it where it counts.
  @Test func aSweepLeavesOutWhatHasNoEffectAtAPoint() throws {
    let words = ["mnist", "--data", "d", "--adc-bits", "4", "--pulse-width", "20us"]
    let target = try SweptCommand(words)
    let varied = try ["mode=digital,analog", "retention-time=1ms,2s"].map { try target.option(.init(target.plain($0))) }
    #expect(varied[1].values == ["0.001", "2"])
    let sweep = try OptionSweep(command: words, varied: varied)
    try target.check(sweep)
    let lines = try sweep.points.map {
      try target.arguments(for: $0, folder: "f", options: ["--no-pictures"]).joined(separator: " ")
    }
    #expect(
      lines[0]
        == "mnist --data d --pulse-width=0.02 --mode=digital --retention-time=0.001 --no-pictures --json --quiet --overwrite --out=f"
    )
    #expect(
      lines[2]
        == "mnist --data d --adc-bits=4 --pulse-width=0.02 --mode=analog --retention-time=0.001 --no-pictures --json --quiet --overwrite --out=f"
    )
    #expect(throws: ValidationError.self) {
      try target.check(OptionSweep(command: words, varied: [target.option(.init("mode=digital"))]))
    }
    #expect(try target.plain("pulse-width=1ms..4ms..x2") == "pulse-width=1..4..x2")
  }

  @Test(arguments: [
    ("write_voltage_V: 1:30", "line 1: 'write_voltage_V' is '1:30', whose ':30' is no scale"),
    ("rows: 2\nrows: 3", "line 1 or behind it: the key 'rows' is there twice"),
    ("rows: 2\nwrite_voltage_V: [1, 2]", "line 2: 'write_voltage_V' is a list; a single value is expected"),
    ("rows:", "line 1: 'rows' has no value"), ("sizes: []", "line 1: 'sizes' is an empty list"),
    ("sizes: [4, 5V]", "'sizes' is '5V', a voltage"),
    ("rows: *x", "line 1: a reference to another value"), ("rows: {a: 1}", "line 1: 'rows' has no value"),
    ("wire_resistance_ohm: 1M", "whose M is milli in SPICE and mega elsewhere"), ("- rows", "it has no keys with values"),
    ("rows: 2\n\u{0}", "not text in UTF-8: byte 9 is 0"), ("[[[[[[[[[[[]]]]]]]]]]]", "no keys with values"),
  ])
  func settingsThatAreNoneAreNamed(text: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      try write(text, to: folder + "/run.yaml")
      let outcome = try await Mxbar.run("sneak", "--config", "run.yaml", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains(reason) && outcome.errors.contains("run.yaml"), "\(outcome.errors)")
    }
  }

  @Test func settingsMayHaveUnits() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try write("\u{FEFF}write_voltage_V: 500mV\r\nlrs_ohm: 1k\r\nsizes: [4, 8]\r\nhrs_ohm: '1 meg'\r\n", to: path)
    let sneak: SneakCommand = try Self.parsed(["sneak", "--config", path, "--read-voltage", "100m"])
    #expect(sneak.voltages.writeVoltage == 0.5 && sneak.lrs == 1000 && sneak.hrs == 1e6 && sneak.sizes?.counts == [4, 8])
    #expect(sneak.reading.readVoltage == 0.1)
  }
}

import Foundation
import MemristorDevices
import Testing

@testable import Reporting

/// What a user can get wrong: every answer names the value, where it stood and what is allowed.
@Suite struct BadInputTests {
  @Test(arguments: [
    (["digits", "--write-voltage", "-3"], "--write-voltage is -3 V; allowed is more than 0 to 100 V."),
    (["digits", "--write-voltage", "nan"], "--write-voltage is nan V; allowed is more than 0 to 100 V."),
    (["digits", "--pulse-width", "inf"], "--pulse-width is inf ms; allowed is more than 0 to 1000000 ms."),
    (["digits", "--wire-resistance=-1"], "--wire-resistance is -1 ohm; allowed is 0 to 1000000000000000 ohm."),
    (["digits", "--bits", "0"], "--bits is 0; allowed is 1 to 16."),
    (["digits", "--bits", "17"], "--bits is 17; allowed is 1 to 16."),
    (["digits", "--bits", "three"], "--bits is 'three', which is no number; expected a whole number such as 12."),
    (["digits", "--hidden", "4,0"], "--hidden has a layer of 0 neurons; allowed is 1 to 1024."),
    (["digits", "--hidden", "4,x"], "--hidden is 'x', which is no number"),
    (["digits", "--epochs", "0"], "--epochs is 0; allowed is 1 to 1000000."),
    (["digits", "--max-write-voltage", "4"], "--max-write-voltage is 4 V; allowed is --write-voltage (5 V) or more."),
    (["digits", "--attempts", "0"], "--attempts is 0; allowed is 1 to 1000."),
    (["digits", "--sed", "4"], "Unknown option '--sed'. Did you mean '--seed'?"),
    (
      ["digits", "--scope", "chip"],
      "The value 'chip' is invalid for '--scope <scope>'. Please provide one of 'array' and 'line'."
    ),
    (["netlist", "erase"], "'erase' is no command. There are: read, set, reset, iv"),
    (["netlist", "read", "--wire-resistance", "1e-5"], "--wire-resistance is 1e-05 ohm; allowed in a deck is 0"),
    (["digits", "--wire-resistance", "1e-15"], "--wire-resistance is 1e-15 ohm; allowed is 0, which merges nodes, or 1e-06 to"),
    (["netlist", "read", "--driver-resistance", "inf"], "--driver-resistance is inf ohm; allowed is 0 to"),
    (["netlist", "read", "--dialect", "pspice"], "The value 'pspice' is invalid for '--dialect <name>'"),
    (["netlist", "sneak", "--scope", "line"], "a sneak path goes through the whole array: allowed is array."),
    (["netlist", "iv", "--min-voltage", "2"], "--min-voltage is 2 V; allowed is less than 0 V, and at least -100 V."),
    (
      ["netlist", "vmm", "--inputs", "0.1,x"], "--inputs is 'x', which is no number; expected a voltage such as 5, 0.5 or 500mV."
    ),
    (["netlist", "check", "x", "--time-limit", "0"], "--time-limit is 0 s; allowed is more than 0 to 1000000 s."),
    (["netlist", "set", "--row", "4"], "--row is 4; allowed is 0 to 3."),
    (["netlist", "set", "--column", "-1"], "--column is -1; allowed is 0 to 3."),
    (["sizing", "--widths", "10,0"], "--widths is 0 um; allowed is more than 0 to 1000000 um."),
    (["sizing", "--widths", "10,10"], "--widths names a value twice"),
    (["sizing", "--target", "1"], "--target is 1; allowed is more than 0 and less than 1."),
    (["sizing", "--gate-voltages", "x"], "--gate-voltages is 'x', which is no number"),
    (
      ["sizing", "--transistor", "ideal-switch", "--transistor-model", "n.mod"],
      "--transistor and --transistor-model exclude each other"
    ),
    (["sizing", "--transistor-library", "fab.lib"], "--transistor-library needs --transistor-name"),
    (["sizing", "--corners", "tt"], "--corners has no effect: it is a section of a foundry's library, and none is given."),
    (
      ["sizing", "--transistor-library", "fab.lib", "--transistor-name", "n", "--terminals", "drain,gate"],
      "--terminals is drain,gate; expected drain,gate,source,bulk in the subcircuit's order."
    ),
    (
      ["sizing", "--transistor-library", "fab.lib", "--transistor-name", "n", "--corners", "tt;rm"],
      "--corners is 'tt;rm'; allowed are letters, digits, '_' and '.'."
    ),
    (
      ["sizing", "--transistor-library", "my fab.lib", "--transistor-name", "n"],
      "ngspice cannot read a file with a ' ' in its name"
    ),
    (
      ["sizing", "--transistor-library", "fab.lib", "--transistor-name", "n", "--parameters", "nf"],
      "--parameters has 'nf'; expected name=number, as in nf=1."
    ),
    (["netlist", "set", "--rows", "0"], "--rows is 0; allowed is 1 to 1024."),
    (["device", "fit", "x", "--columns", "X=2"], "--columns names 'X'; allowed are V, I, device, cycle, time, each with"),
    (["device", "fit", "x", "--current-unit", "uV"], "--current-unit is 'uV'; allowed are units such as A, mA, uA, nA and pA."),
    (["device", "fit", "x", "--sense-resistor", "0"], "--sense-resistor is 0 ohm; allowed is more than 0 to"),
  ])
  func optionsAreRefusedWithWhatIsAllowed(arguments: [String], message: String) async throws {
    let outcome = try await Outcome.of(.path(Mxbar.path), arguments, in: NSTemporaryDirectory())
    #expect(outcome.status == 64 && outcome.output.isEmpty)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
  }

  @Test(arguments: [
    ("--transistor-model", "missing", nil, "there is no such transistor model"),
    ("--transistor-model", "bad.mod", "garbage\n", "bad.mod, line 1: "),
    ("--transistor-model", "p.mod", ".model p pmos level=1\n", "it must define exactly one nmos model; it defines none"),
    (
      "--device", "missing.yaml", nil,
      "there is no such device; allowed are \(MemristorDevice.names.joined(separator: ", ")), a folder NAME with NAME.yaml or device.yaml"
    ),
    ("--device", "empty.yaml", "", "expected name, like, title, model, states"),
    ("--device", "slip.yaml", "name: x\nlike: ag-mos2\nv_sett: 3\n", "line 3: the key 'v_sett' is unknown"),
    (
      "--device", "model.yaml", "{name: x, like: ag-mos2, model: {file: model.yaml.sub}}",
      "'model.yaml.sub': there is no such file of"
    ),
    ("--images", "digits.txt", "0\n#.\n#x\n", "'digits.txt': line 3 of the drawings, \"#x\""),
    ("--images", "empty.txt", "", "'empty.txt': there is no image"),
    ("--images", ".", nil, "this is a folder, not a file of drawings"),
  ])
  func filesAreRefusedByName(option: String, file: String, text: String?, message: String) async throws {
    try await withTemporaryFolder { folder in
      if let text { try write(text, to: "\(folder)/\(file)") }
      let outcome = try await Mxbar.run("digits", option, file, "--out", "out", in: folder)
      #expect(outcome.status == 2 && outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("mxbar: ") && outcome.errors.contains(file), "\(outcome.errors)")
      #expect(outcome.errors.contains(message), "\(outcome.errors)")
      #expect(!exists("\(folder)/out"))
    }
  }

  @Test func aFileThatIsNoTextIsRefused() async throws {
    try await withTemporaryFolder { folder in
      try Data([0, 0xFF, 0xFE, 0x80]).write(to: URL(fileURLWithPath: folder + "/noise"))
      for option in ["--transistor-model", "--device", "--images"] {
        let outcome = try await Mxbar.run("digits", option, "noise", in: folder)
        #expect(outcome.status == 2 && outcome.errors.contains("is not text in UTF-8"), "\(outcome.errors)")
      }
    }
  }

  @Test(arguments: [
    ("taken", "a file of that name is in the way"), ("taken/below", "Not a directory"), ("/proc/x", "No such file"),
  ])
  func foldersThatCannotBeAreRefused(out: String, reason: String) async throws {
    try await withTemporaryFolder { folder in
      try write("", to: folder + "/taken")
      let digits = try await Mxbar.run("digits", "--out", out, in: folder)
      #expect(digits.status == 2)
      #expect(digits.errors.contains("'\(out)': \(reason)"), "\(digits.errors)")
    }
    let netlist = try await Mxbar.run("netlist", "set", "--out", "/proc/x")
    #expect(netlist.status == 1 && netlist.errors.contains("cannot write '/proc/x': No such file"), "\(netlist.errors)")
  }

  @Test func aFolderInUseIsRefused() async throws {
    try await withTemporaryFolder { folder in
      let other = try ResultFolder(opening: folder)
      let outcome = try await Mxbar.run("digits", "--out", folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("another run is writing into it"), "\(outcome.errors)")
      withExtendedLifetime(other) {}
    }
  }

  @Test func aModelThatOnlyNgspiceFindsWrongIsNamed() async throws {
    try await withTemporaryFolder { folder in
      try write(".model odd nmos level=99 vto=0.7\n", to: folder + "/odd.mod")
      let outcome = try await Mxbar.run(
        "digits", "--epochs", "1", "--transistor-model", "odd.mod", "--out", "out", in: folder)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("'odd.mod'") && outcome.errors.contains("valid modelname"), "\(outcome.errors)")
      #expect(!exists(folder + "/out/run.json"))
    }
  }
}

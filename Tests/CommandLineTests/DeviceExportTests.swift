import Foundation
import Testing

/// `mxbar device export` as a user runs it.
@Suite struct DeviceExportTests {
  @Test func standardOutputHasTheFileAlone() async throws {
    let subcircuit = try await Mxbar.run("device", "export", "ag-mos2", "--format", "subckt")
    #expect(subcircuit.status == 0 && subcircuit.errors.isEmpty)
    #expect(subcircuit.output.hasPrefix("* Ag/MoS2/Au filamentary memristor, 'ag-mos2'\n* the median device"))
    #expect(subcircuit.output.hasSuffix(".ends ag_mos2\n"))
    #expect(subcircuit.output.contains("mxbar device export ag-mos2 --format subckt\n"))
    let module = try await Mxbar.run("device", "export", "sky130-hfo2", "--format=verilog-a", "--seed", "4")
    #expect(module.status == 0 && module.output.contains("module sky130_hfo2(te, be);") && module.output.hasSuffix("endmodule\n"))
    #expect(module.output.contains("device number 0 of those drawn with seed 4"))
    #expect(try await module.output == Mxbar.run("device", "export", "sky130-hfo2", "--format=verilog-a", "--seed", "4").output)
  }

  @Test func aDrawnDeviceHasTheValuesThatAnArrayDraws() async throws {
    let deck = try await Mxbar.run(
      "netlist", "read", "--rows", "1", "--columns", "2", "--seed", "6", "--flat", "--scope", "array", "--no-expected")
    // The cell of row 0 and column 1 has parameters of its own: .param v_set_0_1=…
    let values = deck.output.split(separator: "\n").filter { $0.hasPrefix(".param ") && $0.contains("_0_1=") }
      .map { String($0.dropFirst(".param ".count)).replacing("_0_1=", with: "=") }.filter { !$0.hasPrefix("w0=") }
    let exported = try await Mxbar.run("device", "export", "ag-mos2", "--format", "subckt", "--seed", "6", "--index", "1")
    let words = Set(exported.output.split(whereSeparator: \.isWhitespace).map(String.init))
    #expect(values.count == 6)
    for value in values { #expect(words.contains(value), "\(value)") }
  }

  @Test func aSymbolComesWithItsSubcircuit() async throws {
    try await withTemporaryFolder { folder in
      for (format, name) in [("xschem", "ag-mos2.sym"), ("kicad", "ag-mos2.kicad_sym")] {
        let written = try await Mxbar.run(
          "device", "export", "ag-mos2", "--format", format, "--set", "r_lrs=5k", "--state", "1", "-o", "\(format)/", in: folder)
        #expect(written.status == 0 && written.output.isEmpty && written.errors.isEmpty, "\(written.errors)")
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(format)").sorted() == ["ag-mos2.sub", name].sorted())
        let symbol = try read("\(folder)/\(format)/\(name)")
        #expect(symbol.contains("r_lrs=5000") && symbol.contains("w0=1"))
        #expect(try read("\(folder)/\(format)/ag-mos2.sub").contains("r_lrs=5000"))
      }
      let named = try await Mxbar.run("device", "export", "ag-mos2", "--format", "verilog-a", "-o", "mine.va", in: folder)
      #expect(named.status == 0 && exists(folder + "/mine.va"))
    }
  }

  @Test func aFolderAndADescriptionAreDevicesToo() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/lab", withIntermediateDirectories: true)
      try write("name: lab\nlike: ag-mos2\nparameters:\n  v_set: {value: 2.5}\n", to: folder + "/lab/lab.yaml")
      for path in ["lab", "lab/lab.yaml"] {
        let written = try await Mxbar.run("device", "export", path, "--format", "subckt", "--dialect", "hspice", in: folder)
        #expect(written.status == 0 && written.output.contains("v_set=2.5"), "\(written.errors)")
        #expect(written.output.contains(" cur='"))
      }
    }
  }

  @Test(arguments: [
    (["ag-mos2", "--format", "xschem"], 64, "give --out"), (["ag-mos2", "--format", "spice"], 64, "verilog-a"),
    (["ag-mos2"], 64, "--format"), (["ag-mos3", "--format", "subckt"], 2, "allowed are ag-mos2"),
    (["ag-mos2", "--format", "subckt", "--set", "r_lsr=5"], 2, "no parameter 'r_lsr'; it has v_set,"),
    (["ag-mos2", "--format", "subckt", "--set", "r_lrs"], 64, "allowed is name=value"),
    (["ag-mos2", "--format", "subckt", "--set", "r_lrs=5V"], 64, "a voltage"),
    (["ag-mos2", "--format", "subckt", "--set", "r_lrs=5", "--set", "R_LRS=6"], 64, "twice"),
    (["ag-mos2", "--format", "subckt", "--set", "w0=2"], 2, "allowed is 0 to 1"),
    (["ag-mos2", "--format", "subckt", "--state", "1.5"], 64, "--state is 1.5"),
    (["ag-mos2", "--format", "subckt", "--index", "-1"], 64, "--index is -1"),
    (["ag-mos2", "--format", "subckt", "--dialect", "gnucap"], 2, "gnucap has no sources with formulas"),
    (["ag-mos2", "--format", "kicad", "--dialect", "xyce", "-o", "out/"], 64, "--dialect has no effect"),
    (["ag-mos2", "--format", "subckt", "-o", "/proc/none/x"], 1, "/proc/none"),
  ])
  func whatDoesNotFitIsRefused(arguments: [String], status: Int, words: String) async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await Outcome.of(.path(Mxbar.path), ["device", "export"] + arguments, in: folder)
      #expect(outcome.status == status && outcome.errors.contains(words) && outcome.output.isEmpty, "\(outcome)")
    }
  }
}

import Foundation
import Testing

/// `mxbar netlist` as a user runs it: export, check, import.
@Suite struct NetlistTests {
  /// What is not a card of the circuit depends on the engine's version: figures, and who found them.
  private static func cards(_ deck: String) -> [Substring] {
    deck.split(separator: "\n").filter { !$0.contains(" expect ") && !$0.contains("marked 'expect'") }
  }

  /// The folder of the gallery.
  static let root =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardized
    .appendingPathComponent("netlists").path

  /// The lines of `netlists/gallery.txt`: a file and the arguments that make it.
  static let gallery: [(file: String, arguments: [String])] = {
    let text = (try? read(root + "/gallery.txt")) ?? ""
    return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
      let words = line.split(separator: " ").map(String.init)
      return (words[0], Array(words.dropFirst()))
    }
  }()

  @Test(arguments: gallery.map(\.file))
  func theGalleryIsUpToDate(file: String) async throws {
    let arguments = try #require(Self.gallery.first { $0.file == file }).arguments
    try await withTemporaryFolder { folder in
      let written = try await Outcome.of(
        .path(Mxbar.path), ["netlist"] + arguments + ["-o", "\(folder)/\(file)"], in: Self.root)
      // A RESET's gate is boosted beyond the built-in transistor's ratings, and some decks are of one cell.
      let known = ["mxbar: the access transistor is beyond its ratings", "mxbar: the deck holds "]
      let others = written.errors.split(separator: "\n").filter { line in !known.contains { line.hasPrefix($0) } }
      #expect(written.status == 0 && others.isEmpty, "\(written.errors)")
      let (kept, now) = (try read("\(Self.root)/\(file)"), try read("\(folder)/\(file)"))
      #expect(
        Self.cards(kept) == Self.cards(now),
        "netlists/\(file) is out of date. If the change is meant, look at the difference and record it: bin/gallery")
      #expect(exists("\(Self.root)/\(file).expected.json"))
    }
  }

  @Test(arguments: gallery.map(\.file).filter { $0.hasSuffix(".cir") && !$0.contains("xyce") || $0.hasSuffix(".ckt") })
  func theGalleryAgreesWithNgspiceAndGnucap(file: String) async throws {
    let check = try await Mxbar.run("netlist", "check", file, in: Self.root)
    #expect(check.status == 0 && check.errors.isEmpty, "\(check.output)\(check.errors)")
    #expect(check.output.contains("figures agree") && !check.output.contains("not as written"))
  }

  @Test func theGallerysReadmeListsEachDeckAndTheDialects() throws {
    let readme = try read(Self.root + "/README.md")
    #expect(!Self.gallery.isEmpty)
    for (file, _) in Self.gallery { #expect(readme.contains("`\(file)`"), "\(file) is not in netlists/README.md") }
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.root)
    let decks = files.filter { file in ["cir", "sp", "net", "scs", "ckt"].contains { file.hasSuffix(".\($0)") } }
    #expect(Set(decks) == Set(Self.gallery.map(\.file)))
    for dialect in ["ngspice", "hspice", "xyce", "ltspice", "spectre", "gnucap"] {
      #expect(
        Self.gallery.contains { $0.arguments.contains(dialect) || dialect == "ngspice" && !$0.arguments.contains("--dialect") })
    }
  }

  @Test func aFolderGetsTheModelsBesideTheDeck() async throws {
    try await withTemporaryFolder { folder in
      let written = try await Mxbar.run("netlist", "set", "--rows", "2", "--columns", "1", "-o", "decks/", in: folder)
      #expect(written.status == 0, "\(written.errors)")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder + "/decks").sorted()
          == ["ag-mos2.lib", "nmos.lib", "set-2x1.cir", "set-2x1.cir.expected.json"])
      let check = try await Mxbar.run("netlist", "check", "decks/set-2x1.cir", in: folder)
      #expect(check.status == 0, "\(check.output)\(check.errors)")
      let whole = try await Mxbar.run(
        "netlist", "set", "--rows", "2", "--columns", "1", "--self-contained", "-o", "whole/", in: folder)
      #expect(whole.status == 0)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/whole").count == 2)
    }
  }

  @Test func onStandardOutputThereIsTheDeckAlone() async throws {
    let first = try await Mxbar.run("netlist", "read", "--dialect", "spectre")
    let second = try await Mxbar.run("netlist", "read", "--dialect", "spectre")
    let said = "mxbar: the deck holds cell (0, 0) alone of 16 cells; --scope array writes the whole array\n"
    #expect(first.status == 0 && first.errors == said && first.output == second.output, "\(first.errors)")
    #expect(
      first.output.hasPrefix(
        "// READ of row 0 of a 4 x 4 1T1R array: cell (0, 0) alone of 16 cells\nsimulator lang=spectre\n// dialect spectre\n"))
    #expect(first.output.contains("// written by mxbar 0.1.0: mxbar netlist read --dialect spectre\n"))
    #expect(first.output.contains("// expect i_vsl0 = "))
    let bare = try await Mxbar.run("netlist", "read", "--no-expected", "--flat", "--seed", "3")
    #expect(bare.status == 0 && !bare.output.contains("expect ") && !bare.output.contains(".subckt row"))
    #expect(bare.output.contains("seed 3"))
  }

  @Test func anEditedDeckFailsTheCheckAndIsTakenBack() async throws {
    try await withTemporaryFolder { folder in
      let written = try await Mxbar.run("netlist", "read", "--scope", "array", "-o", "deck.cir", in: folder)
      #expect(written.status == 0)
      let edited = try read(folder + "/deck.cir").replacing("RBL_0_1 bl1 bl_0_1 10.5", with: "RBL_0_1 bl1 bl_0_1 5e4")
      try write(edited, to: folder + "/deck.cir")
      let check = try await Mxbar.run("netlist", "check", "deck.cir", in: folder)
      #expect(check.status == 1 && check.output.contains("FAIL  i_vsl1"), "\(check.output)")
      #expect(check.output.contains("RBL_0_1: 5e4, was 10.5"))
      let json = try await Mxbar.run("netlist", "check", "--json", "deck.cir", in: folder)
      let object = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any]
      #expect(json.status == 1 && object?["passes"] as? Bool == false)
      let taken = try await Mxbar.run("netlist", "import", "deck.cir", "--cells-out", "cells.csv", in: folder)
      #expect(taken.status == 0, "\(taken.errors)")
      #expect(taken.output.contains("1 of 50000.0 ohm") || taken.output.contains("1 of 50000 ohm"), "\(taken.output)")
      let line = try #require(taken.output.split(separator: "\n").first { $0.contains("i_vsl1") })
      #expect(line.contains(" %") && !line.contains("as written"))
      // The cells go round: the same array again.
      let again = try await Mxbar.run(
        "netlist", "read", "--scope", "array", "--cells", "cells.csv", "-o", "again.cir", in: folder)
      #expect(again.status == 0, "\(again.errors)")
      let (one, other) = (try read(folder + "/deck.cir"), try read(folder + "/again.cir"))
      func cells(_ text: String) -> [Substring] { text.split(separator: "\n").filter { $0.hasPrefix("XCELL_0_") } }
      #expect(cells(one) == cells(other) && !cells(one).isEmpty)
    }
  }

  @Test func aMatrixOfResistancesIsReadAndMultiplied() async throws {
    try await withTemporaryFolder { folder in
      try write("# ohm\n1000, 2000\n4000,1e6\n", to: folder + "/r.csv")
      // Ideal wires; a wide transistor at 5 V adds under 0.02 ohm.
      let options = [
        "--cells", "r.csv", "--wire-resistance", "0", "--driver-resistance", "0", "--transistor-width", "1e6", "-o", "d.cir",
      ]
      let vmm = try await Outcome.of(
        .path(Mxbar.path), ["netlist", "vmm", "--inputs", "0.1,0.05"] + options, in: folder)
      #expect(vmm.status == 0, "\(vmm.errors)")
      struct File: Decodable {
        struct Figure: Decodable { let name: String; let value: Double }
        let figures: [Figure]
      }
      let file = try JSONDecoder().decode(File.self, from: Data(read(folder + "/d.cir.expected.json").utf8))
      for (figure, expected) in zip(file.figures, [0.1 / 1000 + 0.05 / 2000, 0.1 / 4000 + 0.05 / 1e6]) {
        #expect(abs(figure.value / expected - 1) < 1e-4, "\(figure.name): \(figure.value), \(expected)")
      }
      for (operation, words) in [("set", "do not say how a cell switches"), ("iv", "do not say how a cell switches")] {
        let refused = try await Mxbar.run("netlist", operation, "--cells", "r.csv", in: folder)
        #expect(refused.status == 2 && refused.errors.contains(words) && refused.output.isEmpty, "\(refused.errors)")
      }
    }
  }

  @Test(arguments: [
    ("1,2\n3\n", "line 2"), ("2,0\n", "line 1: 0 is neither a state"), ("1e-15,1\n", "nor a resistance of 0.001 to"),
    ("1e16,1\n", "to 1000000000000000 ohm"),
    ("inf,1\n", "inf is neither"), ("-1,5\n", "-1 is neither"), ("a,1\n", "'a'"), ("a,b\n", "no number in it"),
    ("", "no number in it"),
    ("1,0\n0,1\n", "nothing but 0 and 1"),
    ("row,column,v_set_V\n0,0,1\n", "'v_reset_V' is missing"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n0,0,1,1,500,1e6,2\n", "allowed is 0 to 1"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n0,0,0,1,500,1e6,1\n", "v_set_V is 0.0; allowed is more than 0"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n0,0,1,1,500,1e6,1\n0,0,1,1,500,1e6,1\n", "there twice"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n0,1,1,1,500,1e6,1\n", "not every cell"),
    ("layer,row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n2,0,0,1,1,500,1e6,1\n", "no layer 1; it has 2"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm\n0,0,1,1,500,1e6\n", "none of the columns 'state'"),
    ("row,column,v_set_V,v_reset_V,r_lrs_ohm,r_hrs_ohm,state\n0,0,1,1,1e-15,1e6,1\n", "allowed is 0.001 ohm"),
  ])
  func cellFilesAreRefusedByLineBeforeAnythingIsWritten(text: String, words: String) async throws {
    try await withTemporaryFolder { folder in
      try write(text, to: folder + "/it's \"odd\".csv")
      let outcome = try await Mxbar.run("netlist", "read", "--cells", "it's \"odd\".csv", "-o", "deck.cir", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains(words), "\(outcome.errors)")
      #expect(!exists(folder + "/deck.cir"))
    }
  }

  @Test func aDeviceWithAnOddNameReachesTheDeckAsAComment() async throws {
    try await withTemporaryFolder { folder in
      try write(
        """
        name: "my device \\"A/B\\" \\\\ µ\\n.end"
        like: ag-mos2
        parameters:
          v_set: {log_mean: 0.2, log_sd: 0.1}
        """, to: folder + "/it's a device.yaml")
      for dialect in ["ngspice", "spectre", "gnucap"] {
        let outcome = try await Mxbar.run(
          "netlist", "read", "--device", "it's a device.yaml", "--dialect", dialect, "-o", "deck with spaces.cir", in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        guard dialect != "spectre" else { continue }
        let check = try await Mxbar.run("netlist", "check", "deck with spaces.cir", in: folder)
        #expect(check.status == 0, "\(check.output)\(check.errors)")
      }
    }
  }

  /// Selectors and shared transistors, nested and flat: both decks agree with their figures and are taken back.
  @Test(arguments: [
    (["--cell", "1S1R", "--read-voltage", "1", "--scheme", "half"], "selectors    12 of selector_exponential_held"),
    (
      ["--cell", "1S1R", "--selector", "selector-threshold", "--access", "reset", "--write-voltage", "2"],
      "selectors    12 of selector_threshold_held"
    ), (["--cell", "1TnR", "--per-transistor", "2"], "transistors  3 of 60 um x 0.6 um"),
    (["--cell", "1TnR", "--per-transistor", "2", "--access", "set", "--scheme", "third"], "transistors  6 of 60 um x 0.6 um"),
  ])
  func otherCellsMakeDecksToo(arguments: [String], words: String) async throws {
    try await withTemporaryFolder { folder in
      var figures: [[Double]] = []
      for form in [[], ["--flat"]] {
        let written = try await Outcome.of(
          .path(Mxbar.path), ["netlist", "sneak", "--rows", "3", "--columns", "4", "-o", "deck.cir"] + arguments + form,
          in: folder)
        #expect(written.status == 0, "\(written.errors)")
        let check = try await Mxbar.run("netlist", "check", "deck.cir", in: folder)
        #expect(check.status == 0 && check.output.contains("all 2 figures agree"), "\(check.output)\(check.errors)")
        let taken = try await Mxbar.run("netlist", "import", "deck.cir", in: folder)
        #expect(taken.status == 0 && taken.output.contains(words), "\(taken.output)\(taken.errors)")
        let expectation = try JSONSerialization.jsonObject(with: Data(read(folder + "/deck.cir.expected.json").utf8))
        let found = try #require((expectation as? [String: Any])?["figures"] as? [[String: Any]])
        figures.append(found.compactMap { $0["value"] as? Double })
      }
      #expect(figures[0].count == 2 && figures[0] != [0, 0])
      for (one, other) in zip(figures[0], figures[1]) { #expect(abs(one / other - 1) < 1e-9) }
    }
  }

  /// Pulses on arrays without transistors of their own: checked in the program ngspice, nested and flat, and taken back. Other
  /// dialects write them too.
  @Test(arguments: [
    (["set", "--cell", "1R"], "w_0_1"), (["reset", "--cell", "1r", "--scheme", "third"], "t_switch_0_0"),
    (["set", "--cell", "1S1R", "--wire-capacitance", "10", "--scheme", "floating"], "w_1_0"),
    (["read", "--cell", "1S1R", "--selector", "selector-threshold", "--read-voltage", "0.8"], "sel_end_0_0"),
    (["set", "--cell", "1TnR", "--per-transistor", "2", "--scheme", "floating"], "i_vsl0"),
    (["read", "--cell", "1TnR", "--per-transistor", "2", "--frozen"], "i_vsl0"),
  ])
  func otherCellsArePulsed(arguments: [String], figure: String) async throws {
    try await withTemporaryFolder { folder in
      let array = ["--rows", "2", "--columns", "2"]
      for form in [[], ["--flat"]] {
        let written = try await Outcome.of(
          .path(Mxbar.path), ["netlist"] + arguments + array + form + ["-o", "deck.cir"], in: folder)
        #expect(written.status == 0 && !written.errors.contains("alone"), "\(written.errors)")
        let check = try await Mxbar.run("netlist", "check", "deck.cir", in: folder)
        #expect(check.status == 0 && check.output.contains("pass  \(figure)"), "\(check.output)\(check.errors)")
      }
      let taken = try await Mxbar.run("netlist", "import", "deck.cir", in: folder)
      #expect(taken.status == 0 && taken.output.contains("as written"), "\(taken.output)\(taken.errors)")
      for dialect in ["hspice", "xyce", "ltspice", "spectre"] {
        let other = try await Outcome.of(
          .path(Mxbar.path), ["netlist"] + arguments + array + ["--dialect", dialect, "--no-expected"], in: folder)
        #expect(other.status == 0 && other.output.contains(figure), "\(dialect): \(other.errors)")
      }
    }
  }

  @Test(arguments: [
    (["set", "--cell", "1S1R", "--scope", "line"], 64, "--scope is line; in a 1S1R array current flows around"),
    (["set", "--scheme", "half"], 64, "--scheme has no effect: it is for 1R, 1S1R and 1TnR arrays"),
    (["set", "--cell", "1R", "--gate-voltage", "1"], 64, "--gate-voltage has no effect: it is for cells with transistors"),
    (["reset", "--cell", "1TnR", "--word-line-resistance", "1"], 64, "--word-line-resistance has no effect"),
    (["set", "--cell", "1S1R", "--scheme", "floating"], 64, "give --wire-capacitance, such as 1 fF."),
    (["set", "--cell", "1S1R", "--rows", "65"], 64, "the array is 65 x 4; "),
    (["iv", "--cell", "1S1R"], 64, "its cells are 1T1R"),
    (["vmm", "--inputs", "0.1,0.2"], 64, "--inputs has 2 values; allowed is one for each of the 4 columns."),
    (["sneak", "--rows", "65"], 64, "With --no-expected the deck is written without figures."),
    (["check", "missing.cir"], 2, "there is no such deck"), (["import", "missing.cir"], 2, "there is no such deck"),
    (["check", "bare.cir"], 2, "states no expected figures"), (["import", "bare.cir"], 2, "no analysis"),
    (["set", "--dialect", "gnucap"], 2, "cannot be written for gnucap"),
    (["sneak", "--cell", "1S1R", "--read-voltage", "1", "--dialect", "gnucap"], 2, "the current of XSEL_0_0 is no curve"),
    (["sneak", "--cell", "1TnR", "--columns", "6"], 64, "--columns is 6; allowed in a 1T4R array is a multiple"),
    (["sneak", "--cell", "1T1R", "--selector", "vteam"], 64, "--selector has no effect"),
    (["sneak", "--cell", "1S1R", "--selector", "vteam"], 2, "it is a memristor where a selector is expected"),
    (["read", "--rows", "2", "--columns", "30", "--scope", "array", "--dialect", "gnucap"], 2, "at most 100 terminals"),
    (["read", "--device", "odd.yaml", "--dialect", "xyce"], 2, "odd.sub, line 2"),
  ])
  func whatCannotBeDoneSaysWhy(arguments: [String], status: Int, words: String) async throws {
    try await withTemporaryFolder { folder in
      try write("* bare\nR1 a 0 1\n.end\n", to: folder + "/bare.cir")
      try write(
        """
        .subckt ag_mos2 te be params: v_set=1 v_reset=1 r_lrs=1 r_hrs=1 w0=0 g_stable=1 can_reset=1
        Bcell te be I = V(te,be)^1/{r_lrs}
        Cw w 0 1 ic={w0}
        Rw w 0 1
        .ends
        """, to: folder + "/odd.sub")
      try write("{name: odd, like: ag-mos2, model: {file: odd.sub}}", to: folder + "/odd.yaml")
      let outcome = try await Outcome.of(.path(Mxbar.path), ["netlist"] + arguments, in: folder)
      #expect(outcome.status == status && outcome.errors.contains(words) && outcome.output.isEmpty, "\(outcome.errors)")
    }
  }
}

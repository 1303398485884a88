import Foundation
import Testing

/// Decks that read a foundry's transistor from its own library, as a colleague would run them.
@Suite struct FoundryDeckTests {
  /// Two files, two sections, bins, sizes in um and a wrapper subcircuit: a library in the manner of a foundry's.
  private static let library = """
    * fictional
    .lib tt
    .param d_vth='0+global_shift'
    .lib 'fab.lib' transistors
    .endl tt
    .lib ss
    .param d_vth='0.08+global_shift'
    .lib 'fab.lib' transistors
    .endl ss
    .lib transistors
    .option scale=1u
    .subckt nfet s g d b w=10 l=0.6
    mn d1 g s b nfet_card w='w' l='l' ad='w*1.2' as='w*1.2' pd='2*w+2.4' ps='2*w+2.4'
    rd d d1 '200/w'
    .ends nfet
    .model nfet_card.1 nmos level=54 version=4.5 tnom=27 lmin=0.5e-6 lmax=2e-5 wmin=1e-6 wmax=2e-5
    + toxe=12e-9 vth0='0.7+d_vth' u0=0.045 vsat=9e4 nfactor=1.2 voff=-0.1 cj=4e-4
    .model nfet_card.2 nmos level=54 version=4.5 tnom=27 lmin=0.5e-6 lmax=2e-5 wmin=2e-5 wmax=1e-3
    + toxe=12e-9 vth0='0.68+d_vth' u0=0.045 vsat=9e4 nfactor=1.2 voff=-0.1 cj=4e-4
    .endl transistors

    """
  private static let description = """
    name: nfet
    library: fab.lib
    files: [switches.inc]
    corners: [tt, ss]
    terminals: [source, gate, drain, bulk]
    size_unit_um: 1
    compatibility: hsa
    width_um: 40

    """

  private func withKit(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/kit", withIntermediateDirectories: true)
      try write(Self.library, to: folder + "/kit/fab.lib")
      try write(".param global_shift=0.01\n", to: folder + "/kit/switches.inc")
      try write(Self.description, to: folder + "/kit/nfet.yaml")
      try await body(folder)
    }
  }

  private func netlist(_ arguments: [String], in folder: String) async throws -> Outcome {
    try await Outcome.of(.path(Mxbar.path), ["netlist"] + arguments + ["--transistor", "kit/nfet.yaml"], in: folder)
  }

  /// The figures were found with the transistor of plain numbers; the deck holds the library's own.
  @Test(arguments: [
    ["set", "--flat"], ["set"], ["reset"], ["read", "--scope", "array", "--rows", "2", "--columns", "2"],
    ["iv", "--corner", "ss"],
    ["vmm", "--rows", "2", "--columns", "3"], ["set", "--inline-transistor"],
  ])
  func aDeckWithItsLibraryAgreesWithTheRunThatWroteIt(arguments: [String]) async throws {
    try await withKit { folder in
      let written = try await netlist(arguments + ["-o", "deck.cir"], in: folder)
      #expect(written.status == 0, "\(written.errors)")
      let deck = try read(folder + "/deck.cir")
      let isInline = arguments.contains("--inline-transistor")
      #expect(deck.contains("/kit/fab.lib\" \(arguments.contains("ss") ? "ss" : "tt")\n") != isInline)
      #expect(deck.contains(".include \"") != isInline && deck.contains("access_transistor") == isInline)
      #expect(isInline || deck.contains(" nfet w=40 l=0.6"), "\(deck)")
      let checked = try await Outcome.of(.path(Mxbar.path), ["netlist", "check", "deck.cir"], in: folder)
      #expect(checked.status == 0 && checked.output.contains("figures agree"), "\(checked)")
    }
  }

  /// The foundry's library is not understood here, and kept: the deck is run as it stands.
  @Test func aDeckWithItsLibraryIsTakenBackAsItIs() async throws {
    try await withKit { folder in
      #expect(try await netlist(["set", "-o", "deck.cir"], in: folder).status == 0)
      func figures() async throws -> (values: [Double], output: String) {
        let outcome = try await Outcome.of(.path(Mxbar.path), ["netlist", "import", "deck.cir", "--json"], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        let figures = try #require(json["figures"] as? [[String: Any]])
        return (figures.compactMap { $0["value"] as? Double }, outcome.output)
      }
      let written = try read(folder + "/deck.cir")
      let before = try await figures()
      #expect(before.values.count == 4 && before.output.contains("fab.lib, section tt"), "\(before.output)")
      #expect(before.output.contains("1 of nfet w=40 l=0.6"), "\(before.output)")
      // A parameter, a wire and a capacitor of the reviewer's own: 100 nF at the source line's end do what they should.
      let edited = written.replacing("RBL_0_0 ", with: ".param r_mine=2k\nCMINE bl_0_0 0 100n\nRBL_0_0 ")
        .replacing(/RBL_0_0 (\S+) (\S+) 10.5/) { "RBL_0_0 \($0.1) \($0.2) {r_mine}" }
      #expect(edited.contains("{r_mine}"))
      try write(edited, to: folder + "/deck.cir")
      let after = try await figures()
      // The SET comes 2000 ohm and 0.2 ms later, and with less current.
      #expect(after.output.contains("\"capacitors\":1"), "\(after.output)")
      #expect(
        after.values[0] < 0.999 * before.values[0] && after.values[2] > before.values[2], "\(after.values) \(before.values)")
    }
  }

  @Test(arguments: [
    ("hspice", ".lib '", "' tt"), ("xyce", ".lib \"", "\" tt"), ("spectre", "include \"", "\" section=tt"),
  ])
  func otherDialectsReadTheLibraryInTheirWay(dialect: String, before: String, after: String) async throws {
    try await withKit { folder in
      let written = try await netlist(["set", "--dialect", dialect, "--no-expected"], in: folder)
      #expect(written.status == 0, "\(written.errors)")
      let line = written.output.split(separator: "\n").first { $0.contains("kit/fab.lib") && !$0.contains("access transistors") }
      #expect(line?.hasPrefix(before) == true && line?.hasSuffix(after) == true, "\(line ?? "")")
    }
  }

  @Test(arguments: [("ltspice", "its .lib has no sections"), ("gnucap", "no sections of libraries")])
  func aDialectThatCannotReadItSaysSo(dialect: String, words: String) async throws {
    try await withKit { folder in
      let written = try await netlist(["read", "--frozen", "--dialect", dialect, "--no-expected"], in: folder)
      #expect(
        written.status == 2 && written.errors.contains(words) && written.errors.contains("--inline-transistor"), "\(written)")
    }
  }

  /// The built-in card in two files, with sections, sizes in um and a wrapper: another way to the same transistor.
  @Test(arguments: ["set", "reset", "read"])
  func theBuiltInCardAsALibraryIsTheSameTransistor(operation: String) async throws {
    let card = try #require(
      read("models/nmos-5v/nmos.mod").split(separator: "\n").first { $0.hasPrefix(".model access_nmos ") })
    let library = """
      .lib tt
      .param d_vth='0+global_shift'
      .lib 'fab.lib' transistors
      .endl tt
      .lib transistors
      .option scale=1u
      .subckt nfet s g d b w=10 l=0.6
      mn d g s b nfet_card w='w' l='l'
      .ends nfet
      \(card.replacing("access_nmos", with: "nfet_card").replacing("vto=0.75", with: "vto='0.75+d_vth'"))
      .endl transistors

      """
    #expect(library.contains("vto='0.75+d_vth' kp="), "\(library)")
    try await withKit { folder in
      try write(library, to: folder + "/kit/fab.lib")
      try write(
        Self.description.replacing("[tt, ss]", with: "[tt]").replacing("width_um: 40", with: "width_um: 60"),
        to: folder + "/kit/nfet.yaml")
      func values(shift: Double) async throws -> [Double] {
        try write(".param global_shift=\(shift)\n", to: folder + "/kit/switches.inc")
        return try expected(try await netlist([operation, "-o", "deck.cir"], in: folder), folder + "/deck.cir")
      }
      let written = try await Outcome.of(.path(Mxbar.path), ["netlist", operation, "-o", "card.cir"], in: folder)
      let ofCard = try expected(written, folder + "/card.cir")
      let ofLibrary = try await values(shift: 0)
      #expect(ofCard.count == ofLibrary.count && !ofCard.isEmpty)
      for (one, other) in zip(ofCard, ofLibrary) { #expect(abs(one - other) <= 1e-9 * abs(one) + 1e-20, "\(one) \(other)") }
      let shifted = try await values(shift: 0.01)
      #expect(zip(ofCard, shifted).contains { abs($0 - $1) > 1e-6 * abs($0) }, "\(ofCard) \(shifted)")
    }
  }

  /// The figures beside a deck.
  private func expected(_ written: Outcome, _ path: String) throws -> [Double] {
    #expect(written.status == 0, "\(written.errors)")
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(read(path + ".expected.json").utf8)) as? [String: Any])
    return try #require(json["figures"] as? [[String: Any]], "\(json.keys)").compactMap { $0["value"] as? Double }
  }

  /// A description serves every command; the corner is a section, and changes what is found.
  @Test func theDescribedTransistorIsInTheArrayAndOnTheBench() async throws {
    try await withKit { folder in
      var sensed: [Double] = []
      for corner in ["tt", "ss"] {
        let outcome = try await Outcome.of(
          .path(Mxbar.path),
          [
            "sneak", "--cell", "1T1R", "--rows", "2", "--columns", "2", "--transistor", "kit/nfet.yaml", "--corner", corner,
            "--read-gate-voltage", "2", "--lrs", "100", "--json", "--out", corner,
          ], in: folder)
        #expect(outcome.status == 0, "\(outcome.errors)")
        let json = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
        sensed.append(try #require(json["sensed_current_A"] as? Double, "\(json)"))
      }
      #expect(sensed[0] > 1.005 * sensed[1], "\(sensed)")
      let bench = try await Outcome.of(
        .path(Mxbar.path),
        ["device", "compliance", "--count", "2", "--compliances", "1e-4", "--transistor", "kit/nfet.yaml", "--out", "bench"],
        in: folder)
      #expect(bench.status == 0, "\(bench.errors)")
    }
  }
}

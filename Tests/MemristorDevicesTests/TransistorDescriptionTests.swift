import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import MemristorDevices

@Suite struct TransistorDescriptionTests {
  private func read(_ text: String) throws -> TransistorDescription {
    try TransistorReader(source: "n.yaml", folder: "/pdk/").description(text)
  }

  /// What a study of stress compares with: the oxide of 12 nm, at 0.46 V/nm.
  @Test func theBuiltInCardStatesItsRatings() throws {
    let built = try TransistorDescription("nmos-5v")
    #expect(built.size == TransistorDescription.usualSize && built.files.isEmpty)
    for pair in TransistorRatings.Pair.allCases { #expect(built.ratings[pair] == .volts(5.5)) }
    guard case .own(let model) = built.model else { return #expect(Bool(false), "a card is a model of its own") }
    #expect(try model == .fiveVolt())
    #expect(try TransistorDescription("ideal-switch").ratings.isEmpty)
  }

  @Test func aFoundrysTransistorIsDescribedInYAML() throws {
    let found = try read(
      """
      name: nfet_5v
      library: models.lib
      files: [switches.inc, "stat.lib:nominal"]
      corners: [tt, ss]
      terminals: [source, gate, drain, bulk]
      width_parameter: wg
      size_unit_um: 1
      parameters: {nf: 2}
      compatibility: hsa
      osdi: [psp.osdi]
      width_um: 10
      ratings_V: {gate_source: 5.5, drain_source: 6}
      """)
    guard case .foundry(let foundry) = found.model else { return #expect(Bool(false), "a library is a foundry's") }
    #expect(foundry.library == .init(path: "/pdk/models.lib") && foundry.name == "nfet_5v" && foundry.kind == .subcircuit)
    #expect(foundry.preceding == [.init(path: "/pdk/switches.inc"), .init(path: "/pdk/stat.lib", section: "nominal")])
    #expect(foundry.terminals == [.source, .gate, .drain, .bulk] && foundry.compiledModels == ["/pdk/psp.osdi"])
    #expect(foundry.parameters(of: found.size).map(\.name) == ["wg", "l", "nf"])
    #expect(foundry.parameters(of: found.size).map(\.value) == [10, 0.6, 2])
    #expect(found.corners == ["tt", "ss"] && found.size.width == .micrometers(10) && found.size.length == .micrometers(0.6))
    #expect(found.ratings == TransistorRatings(gateSource: .volts(5.5), drainSource: .volts(6)))
    #expect(found.files == ["n.yaml", "/pdk/switches.inc", "/pdk/stat.lib", "/pdk/models.lib", "/pdk/psp.osdi"])
  }

  @Test(arguments: [
    ("name: n\n", "either 'card'"), ("name: n\ncard: a.mod\nlibrary: b.lib\n", "either 'card'"),
    ("library: b.lib\n", "'name' is missing"),
    ("name: n\nlibrary: b.lib\nwidht_um: 3\n", "line 3: the key 'widht_um' is unknown"),
    ("name: n\nlibrary: b.lib\nwidth_um: -3\n", "line 3: 'width_um' is -3; allowed is more than 0"),
    ("name: n\nlibrary: b.lib\nkind: diode\n", "allowed are subcircuit and card"),
    ("name: n\nlibrary: b.lib\nterminals: [drain, gate]\n", "expected drain, gate, source and bulk"),
    ("name: n\nlibrary: b.lib\nratings_V: {gate: 5}\n", "the key 'ratings_V.gate' is unknown; allowed are gate_source"),
    ("name: n\nlibrary: b.lib\nratings_V: {gate_source: 0}\n", "the rating is 0 V"),
    ("name: n\ncard: a.mod\ncorners: [tt]\n", "'corners' is for a foundry's 'library'"), ("", "it has no keys with values"),
  ])
  func aFaultyDescriptionIsToldOf(text: String, words: String) {
    #expect { try read(text) } throws: { "\($0)".contains(words) }
  }
}

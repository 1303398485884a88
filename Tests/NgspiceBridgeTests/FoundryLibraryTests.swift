import CircuitSimulation
import CrossbarPrimitives
import Foundation
import Netlisting
import Testing

@testable import NgspiceBridge

/// A library in the manner of a foundry's: sections for corners, expressions, functions, a scale, bins, a subcircuit around
/// the card, and a megabyte of models that nobody asked for.
private enum TestLibrary {
  static func text(padding: Int = 0) -> String {
    var lines = ["* test foundry"]
    for (corner, shift) in [("tt", 0.0), ("ss", 0.05), ("ff", -0.05)] {
      lines += [".lib \(corner)", ".param dvth=\(shift)", ".lib 'fab.lib' core", ".endl \(corner)"]
    }
    lines += [
      ".lib core", ".option scale=1u", ".param toxn='12n*(1+dvth)'", ".func half(x) {x/2}",
      ".subckt nch5 s g d b w=10 l=0.6 nf=1", ".param dw=0.01 weff='w-2*dw'",
      "mn d1 g s1 b nchmod w='weff' l='l' nf='nf' ad='w*0.48' as='0.48*w' pd='2*w+0.96' ps='2*w+0.96'",
      "rd d d1 'half(200)/w'", "xend s s1 ending w='w'", "dj b d djun area='w*0.5p'", ".ends nch5",
      ".subckt ending a b w=1", "ra a c '60/w'", "rb c b '40/w' m=2", ".ends", ".model djun d is='1e-14*2' n=1.05",
    ]
    for (bin, range, vth) in [(1, "wmin=1e-6 wmax=2e-5", 0.7), (2, "wmin=2e-5 wmax=1e-3", 0.68)] {
      lines.append(
        ".model nchmod.\(bin) nmos level=54 version=4.5 lmin=0.5e-6 lmax=1e-6 \(range) tnom=25 toxe='toxn'"
          + " vth0='\(vth)+dvth' u0=0.045 vsat=9e4")
    }
    lines += [
      ".model plain nmos level=1 vto='0.7+dvth' kp=1e-4 gamma=0.5 lambda=0.02 tox='toxn'",
      ".model three nmos level=49 version=3.3 tox='toxn' vth0='0.72+dvth' u0=440 vsat=8.5e4",
      ".subckt unbinned d g s b w=1 l=1", "m1 d g s b plain w='w' l='l'", ".ends",
      ".subckt behaving d g s b w=1 l=1", "bx d s i='v(g,s)*v(d,s)*1e-3*w'", "rg g b 1e6", ".ends",
      ".subckt random d g s b w=1 l=1", ".param own='agauss(0,0.1,3)'", "m1 d g s b drawn w='w' l='l'",
      ".model drawn nmos level=1 vto='0.7+own' kp=1e-4", ".ends", ".global vsub", ".subckt grounded d g s b w=1 l=1",
      "m1 d g s vsub plain w='w' l='l'", "rb b 0 1", "rs vsub 0 1", ".ends",
    ]
    for number in 0..<padding {
      lines.append(
        ".model unused\(number) nmos level=54 version=4.5 vth0='0.7+dvth*\(number)' toxe='toxn' u0=0.04 k1=0.5 k2=-0.02 dvt0=2.2 dvt1=0.5 "
          + "voff=-0.1 nfactor=1.2 eta0=0.08 etab=-0.07 pclm=1.3 pdiblc1=0.4 pdiblc2=0.008 drout=0.56 pscbe1=4.2e8 pscbe2=1e-5")
    }
    return (lines + [".endl core"]).joined(separator: "\n") + "\n"
  }
}

private func withLibrary(padding: Int = 0, _ body: (String) async throws -> Void) async throws {
  // A name that a careless deck would break at.
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("Foundry files \(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try TestLibrary.text(padding: padding).write(
    to: folder.appendingPathComponent("fab.lib"), atomically: false, encoding: .utf8)
  try ".lib tt\n.param vth='0.7+missing_switch'\n.model n nmos level=1 vto='vth'\n.endl\n".write(
    to: folder.appendingPathComponent("outer.lib"), atomically: false, encoding: .utf8)
  try ".param missing_switch=0.1\n".write(to: folder.appendingPathComponent("first.inc"), atomically: false, encoding: .utf8)
  try await body(folder.appendingPathComponent("fab.lib").path)
}

private let biases = [
  (0.1, 5.0, 0.0), (5, 5, 0), (5, 1.12, 0), (5, 0, 0), (2.5, 3, 0), (0, 9, 2.5), (5, 9, 2.5), (5, 5, 3.8), (0, 0, 5),
].map { FoundryTransistor.Bias(drain: .volts($0.0), gate: .volts($0.1), source: .volts($0.2)) }

private let sizes = [10.0, 20, 60].map { FoundryTransistor.Size(width: .micrometers($0), length: .micrometers(0.6)) }

extension NgspiceEngineTests {
  @Suite(.serialized) struct FoundryLibraries {
    private func transistor(_ path: String, corner: String? = "tt") -> FoundryTransistor {
      FoundryTransistor(
        path: path, section: corner, name: "nch5", kind: .subcircuit, terminals: [.source, .gate, .drain, .bulk],
        sizeUnit: .micrometers(1), parameters: [.init("nf", 2)], compatibility: "hsa")
    }

    private let engine: any SpiceEngine

    /// In a worker process: BSIM3 leaves a file in the current folder of its process.
    init() throws { engine = WorkerPool(try mxbarWorker(), workers: 1) }

    private func expanded(_ transistor: FoundryTransistor) async throws -> [ModelLibrary] {
      try await expansion(transistor, seed: 1).libraries
    }

    private func expansion(_ transistor: FoundryTransistor, seed: UInt64) async throws -> FoundryLibrary.Expanded {
      try await FoundryLibrary(transistor, program: try mxbarWorker(), seed: seed)
        .expanded(sizes, checkedAt: biases, on: engine)
    }

    /// Libraries come with mismatch switched on: the same seed must give the same transistor, whatever the process.
    @Test func aLibrarysStatisticsFollowTheSeed() async throws {
      try await withLibrary { path in
        var nominal = transistor(path)
        #expect(try await !expansion(nominal, seed: 1).dependsOnSeed)
        nominal.name = "random"
        nominal.terminals = FoundryTransistor.Terminal.allCases
        nominal.parameters = []
        let (first, again, other) = (
          try await expansion(nominal, seed: 1), try await expansion(nominal, seed: 1), try await expansion(nominal, seed: 7)
        )
        #expect(first.dependsOnSeed && first.libraries.map(\.text) == again.libraries.map(\.text))
        #expect(first.libraries.map(\.text) != other.libraries.map(\.text))
      }
    }

    /// A library may need switches of a second file, which is read before it.
    @Test func aFileThatPrecedesTheLibraryIsReadFirst() async throws {
      try await withLibrary { path in
        let library = FoundryTransistor(
          path: path.replacing("fab.lib", with: "outer.lib"), section: "tt", name: "n", kind: .card,
          preceding: [.init(path: path.replacing("fab.lib", with: "first.inc"))])
        let text = try #require(try await expanded(library).first?.text)
        let threshold = try #require(text.firstMatch(of: /vto= *([0-9.e+-]+)/))
        #expect(abs((Double(threshold.1) ?? 0) - 0.8) < 1e-12)
      }
    }

    /// The drain current that the program `ngspice` finds for the library's own transistor.
    private func original(_ transistor: FoundryTransistor, _ index: Int, _ bias: FoundryTransistor.Bias) throws -> Double {
      let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ngspice-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try "set ngbehavior=\(transistor.compatibility ?? "all")\n".write(
        to: folder.appendingPathComponent(".spiceinit"), atomically: false, encoding: .utf8)
      try FileManager.default.copyItem(atPath: transistor.library.path, toPath: folder.appendingPathComponent("fab.lib").path)
      let library = ".lib 'fab.lib' \(transistor.library.section ?? "tt")"
      let size = sizes[index]
      let (width, length) = (size.width / transistor.sizeUnit, size.length / transistor.sizeUnit)
      let call =
        transistor.kind == .card
        ? "m1 d g s b \(transistor.name) w=\(width) l=\(length)" : "x1 s g d b \(transistor.name) w=\(width) l=\(length) nf=2"
      let deck = """
        * original
        \(library)
        \(call)
        vd d 0 \(bias.drain.si)
        vg g 0 \(bias.gate.si)
        vs s 0 \(bias.source.si)
        vb b 0 0
        .temp \(transistor.temperature.celsius)
        .options reltol=1e-10 abstol=1e-15 vntol=1e-12
        .control
        set numdgt=15
        op
        print i(vd)
        quit
        .endc
        .end
        """
      try deck.write(to: folder.appendingPathComponent("deck.cir"), atomically: false, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["ngspice", "-b", "deck.cir"]
      process.currentDirectoryURL = folder
      let pipe = Pipe()
      process.standardOutput = pipe
      process.standardError = FileHandle.nullDevice
      try process.run()
      let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      let value = try #require(text.firstMatch(of: /i\(vd\) = (\S+)/), "\(text)")
      return -(try #require(Double(String(value.1))))
    }

    private func flat(
      _ library: ModelLibrary, count: Double = 1, at temperature: Temperature = .nominal, _ bias: FoundryTransistor.Bias
    ) async throws -> Double {
      var circuit = Circuit(title: "flat")
      circuit.include(library)
      for (name, voltage) in [("d", bias.drain), ("g", bias.gate), ("s", bias.source), ("b", .zero)] {
        try circuit.add("V\(name)", .voltageSource(plus: Node(name), minus: .ground, .constant(voltage.si)))
      }
      try circuit.add(
        "X1", .subcircuit(["d", "g", "s", "b"], name: FoundryLibrary.subcircuit, parameters: [.init("count", count)]))
      var deck = Deck(circuit: circuit, analysis: .operatingPoint, probes: [.current(source: "vd")])
      deck.options.temperature = temperature.celsius
      deck.options.relativeTolerance = 1e-10
      deck.options.currentTolerance = 1e-15
      deck.options.voltageTolerance = 1e-12
      return -(try await engine.simulate(deck).final(.current(source: "vd")))
    }

    private func expectEqual(_ transistor: FoundryTransistor) async throws {
      let libraries = try await expanded(transistor)
      for (index, library) in libraries.enumerated() {
        for bias in biases {
          let (here, there) = (try await flat(library, at: transistor.temperature, bias), try original(transistor, index, bias))
          #expect(abs(here - there) <= 1e-9 * abs(there) + 1e-15, "size \(index), \(bias): \(here), \(there)")
        }
      }
    }

    @Test func aSubcircuitCarriesWhatTheLibrarysOwnDoes() async throws {
      try await withLibrary { try await expectEqual(transistor($0)) }
    }

    /// The flat cards change with temperature as the library's do.
    @Test(arguments: [-40.0, 125]) func aLibraryIsExpandedAtATemperature(celsius: Double) async throws {
      try await withLibrary { path in
        var warm = transistor(path)
        warm.temperature = .celsius(celsius)
        try await expectEqual(warm)
      }
    }

    @Test(arguments: ["plain", "three"])
    func aCardCarriesWhatTheLibrarysOwnDoes(name: String) async throws {
      try await withLibrary { path in
        var card = transistor(path, corner: "ss")
        card.name = name
        card.kind = .card
        card.terminals = FoundryTransistor.Terminal.allCases
        card.parameters = []
        try await expectEqual(card)
      }
    }

    @Test func cornersDifferAndCountMultiplies() async throws {
      try await withLibrary { path in
        var currents: [Double] = []
        for corner in ["ss", "tt", "ff"] {
          let library = try await expanded(transistor(path, corner: corner))[1]
          let one = try await flat(library, biases[2])
          currents.append(one)
          // The solver's minimum conductance stands once for each element, not once for each transistor.
          #expect(abs(try await flat(library, count: 15, biases[2]) / (15 * one) - 1) < 1e-5)
        }
        #expect(currents[0] < currents[1] * 0.9 && currents[1] < currents[2] * 0.9)
      }
    }

    /// The scale of a library outlives its circuit in ngspice's process: no other engine may notice.
    @Test func aLargeLibraryMakesSmallDecksAndLeavesNothingBehind() async throws {
      try await withLibrary(padding: 6000) { path in
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).count > 1_000_000)
        let libraries = try await expanded(transistor(path))
        #expect(libraries.allSatisfy { $0.text.utf8.count < 3000 && !$0.text.contains("unused") })
        #expect(libraries.allSatisfy { !$0.text.contains("{w}") && !$0.text.lowercased().contains("scale") })
        try await expectDividerStillRight()
      }
    }

    @Test(arguments: [
      ("corner", "it has no section 'sf'; there are: tt, ss, ff, core"),
      ("no corner", "of which one has to be chosen (--corner): tt, ss, ff, core"),
      ("file", "nothing.lib"), ("name", "no subcircuit 'pch5'; there are: nch5, ending"), ("kind", "'plain' is a model card"),
      ("bin", "take widths of 1 to 1000 um and lengths of 0.5 to 1 um"), ("unit", "another unit than metres"),
      ("wide", "10000000 um wide"), ("parameter", "no parameter 'fingers' (--parameters); it has w, l, nf"),
      ("undefined", "uses the parameter 'missing_switch', which nothing defines"),
      ("osdi", "need an ngspice built with osdi, version 42"),
      ("behaving", "formulas"), ("grounded", "vsub"),
    ])
    func whatCannotBeUsedIsToldOf(what: String, words: String) async throws {
      try await withLibrary { path in
        var wrong = transistor(path)
        var wanted = sizes
        switch what {
        case "corner": wrong.library.section = "sf"
        case "file": wrong.library.path = path.replacing("fab.lib", with: "nothing.lib")
        case "name": wrong.name = "pch5"
        case "no corner": wrong.library.section = nil
        case "kind": wrong.name = "plain"
        case "bin": wanted = [.init(width: .micrometers(5000), length: .micrometers(0.6))]
        case "unit": wrong.sizeUnit = .meters(1)
        case "wide":
          (wrong.name, wrong.parameters, wrong.sizeUnit) = ("unbinned", [], .micrometers(1e-6))
          wrong.terminals = FoundryTransistor.Terminal.allCases
        case "parameter": wrong.parameters = [.init("fingers", 2)]
        case "undefined":
          wrong = FoundryTransistor(path: path.replacing("fab.lib", with: "outer.lib"), section: "tt", name: "n", kind: .card)
        case "osdi": wrong.compiledModels = ["/none.osdi"]
        default:
          wrong.name = what
          wrong.terminals = FoundryTransistor.Terminal.allCases
          wrong.parameters = []
        }
        await #expect {
          try await FoundryLibrary(wrong, program: try mxbarWorker(), seed: 1).expanded(wanted, on: engine)
        } throws: { error in
          let text = "\(error)"
          return error is FoundryLibraryError && text.lowercased().contains(words)
        }
      }
    }
  }
}

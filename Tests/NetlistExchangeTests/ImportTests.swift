import CrossbarArrays
import CrossbarPrimitives
import DeviceFixtures
import MemristorDevices
import NetlistExchange
import Netlisting
import NgspiceBridge
import Testing

@Suite struct ImportTests {
  private func text(_ operation: ExportedOperation = .frozenRead, levels: Bool = true) throws -> String {
    let export = try operation.export(on: drawnArray(rows: 2, columns: 2, seed: 6), scope: .array)
    return try NgspiceWriter().text(levels ? export.inLevels() : export)
  }

  private func current(_ text: String) async throws -> Double {
    let figures = try await imported(text).run(on: NgspiceEngine.shared)
    return try #require(figures.first?.value)
  }

  @Test(arguments: [true, false])
  func anArrayComesBackAsItWas(levels: Bool) throws {
    let array = try drawnArray(rows: 2, columns: 2, seed: 6)
    let back = try imported(text(.set, levels: levels))
    #expect(back.rows == 2 && back.columns == 2 && back.cells.count == 4)
    for cell in back.cells {
      guard case .memristor(let memristor, let state, let isHeld) = cell.element else {
        Issue.record("no memristor")
        continue
      }
      #expect(isHeld == (cell.row != 0) && state == array.states[cell.row, cell.column])
      let drawn = array.memristors[cell.row, cell.column]
      #expect(memristor == drawn)
    }
    #expect(back.transistors.map(\.count) == [4] && abs(back.transistors[0].size.width.micrometers - 60) < 1e-9)
    #expect(back.wires.map(\.kind) == ["RBL", "RSL"])
    for wire in back.wires {
      #expect(wire.resistances.map(\.count) == [2, 2] && wire.resistances.map(\.resistance.si) == [0.5, 10.5])
    }
  }

  /// A cell of R ohm behind 10.5 ohm of wire at either end: the change of the current is known.
  @Test func editsOfCellsAndWiresCount() async throws {
    func text(cell: String, wire: String) -> String {
      """
      * by hand
      .subckt ag_mos2_held te be params: v_set=1 v_reset=1 r_lrs=519 r_hrs=1.1e6 w0=0 g_stable=1 can_reset=1
      .param g='w0/r_lrs'
      Bcell te be I = {g}*V(te,be)
      .ends
      VBL0 bl0 0 DC 0.1
      VSL0 sl0 0 0
      RBL_0_0 bl0 a \(wire)
      XCELL_0_0 a sl0 ag_mos2_held r_lrs=\(cell) w0=1
      .op
      .control
      run
      let i_vsl0 = i(vsl0)
      print i_vsl0
      .endc
      .end
      """
    }
    for (cell, wire, total) in [("500", "10", 510.0), ("0.5k", "10", 510), ("1meg", "10", 1_000_010), ("500", "1.5K", 2000)] {
      let found = try await current(text(cell: cell, wire: wire))
      #expect(abs(found * total / 0.1 - 1) < 1e-6, "\(cell), \(wire): \(found)")
    }
  }

  @Test func editsOfTransistorsCount() async throws {
    let before = try await current(text())
    let narrow = try text().replacing("w=6e-05", with: "w=1u")
    let after = try await current(narrow)
    #expect(after < 0.8 * before && after > 0)
  }

  @Test(arguments: [
    ("VWL0 wl_0", "E1 a 0 b 0 2\nVWL0 wl_0", "kind 'E'"), (".op", ".ac dec 10 1 1k", "'.ac' is not understood"),
    (".op", ".op\n.op", "a second analysis"), ("VWL0 wl_0 0 DC 5", "VWL0 wl_0 0 SIN(0 1 1k)", "allowed are a constant"),
    ("RBL_0_0 bl0 bl_0_0 10.5", "RBL_0_0 bl0 bl_0_0 {rw}", "no number"),
    ("RBL_0_0 bl0 bl_0_0 10.5", "RBL_0_0 bl0 bl_0_0", "missing"),
    ("RBL_0_0 bl0 bl_0_0 10.5", "RBL_0_0 bl0 bl_0_0 ten", "no number"), (" reltol=", " frobnicate=1 reltol=", "frobnicate"),
    ("let i_vsl0", "alter vbl0 = 1\nlet i_vsl0", "'alter'"),
    ("ag_mos2_held v_set={v_set}", "ag_mos2_held v_est={v_set}", "v_est"), (".ends crossbar", "", "never closed"),
    ("VSL0 sl0 0 DC 0", "VSL0 sl0 0 DC 0\nVSL0 sl0 0 DC 0", "there twice"),
    (".param w0_0_0=", ".param w0_0_0=2+", "allowed is 0"),
  ])
  func whatIsNotUnderstoodIsRefused(right: String, wrong: String, words: String) throws {
    let text = try text()
    #expect(text.contains(right))
    let edited = text.replacing(right, with: wrong)
    do {
      let array = try imported(edited, as: "edited.cir")
      Issue.record("it was taken: \(array.title)")
    } catch {
      #expect("\(error)".contains(words), "\(error)")
    }
  }

  /// The line is the one in the file.
  @Test func theRefusedLineIsNamed() throws {
    let lines = try text().split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let place = try #require(lines.firstIndex { $0.hasPrefix("VSL0") })
    var edited = lines
    edited[place] = "K1 L1 L2 0.9"
    do {
      _ = try imported(edited.joined(separator: "\n"), as: "edited.cir")
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("edited.cir, line \(place + 1): ") && "\(error)".contains("K1 L1 L2 0.9"), "\(error)")
    }
  }

  @Test func decksOfOtherDialectsAndOtherThingsAreNoArrays() throws {
    var export = try ExportedOperation.frozenRead.export(on: drawnArray(rows: 1, columns: 1), scope: .array)
    export.deck.circuit.comments = ["dialect spectre"]
    let spectre = try SpectreWriter().text(export)
    #expect(throws: ExchangeError.self) { try imported(spectre, as: "deck.scs") }
    #expect(throws: ExchangeError.self) { try imported("* t\nV1 a 0 1\nR1 a 0 1k\n.op\n.end\n") }
    for text in ["", "* title", "\n\n", "* t\n.end\n", "\u{0}\u{1}", String(repeating: "x ", count: 10_000)] {
      #expect(throws: (any Error).self) { try imported(text) }
    }
  }
}

import CrossbarPrimitives
import MemristorDevices
import Netlisting
import Testing

@Suite struct ModelBoundsTests {
  /// Newton's method may put a node anywhere; from there it comes back only where every formula still has a value. (A SET
  /// of one cell in 59,520 once ended in pow(2e157, 4).)
  @Test(arguments: MemristorDevice.names, [false, true])
  func noFormulaOverflowsWhereverItsNodesAre(name: String, isHeld: Bool) throws {
    let device = try MemristorDevice(name)
    let subcircuit = isHeld ? device.heldEquations : device.equations
    let parameters = try #require(subcircuit.values(of: [:]))
    let formulas = subcircuit.cards.compactMap { card -> CircuitExpression? in
      switch card.kind {
      case .behaviouralCurrent(_, _, let formula), .behaviouralVoltage(_, _, let formula): formula
      default: nil
      }
    }
    #expect(isHeld ? formulas.count == 1 : formulas.count > 3)
    let sizes = [0, 1e-30, 1e-3, 1, 1e3, 1e100, 1e200, 1e250]
    var stream = RandomStream(seed: 1, purpose: "nodes", index: 0)
    for formula in formulas {
      for _ in 0..<2000 {
        var nodes: [Node: Double] = [:]
        func voltage(_ node: Node) -> Double {
          if let known = nodes[node] { return known }
          let size = sizes[min(Int(stream.uniform() * Double(sizes.count)), sizes.count - 1)]
          nodes[node] = stream.uniform() < 0.5 ? size : -size
          return nodes[node] ?? 0
        }
        let value = formula.value(parameters: parameters) { voltage($0) - ($1.map { voltage($0) } ?? 0) }
        // ngspice divides by something tiny where we divide by zero: a node that others set starts at zero.
        if nodes["v_grow"] == 0 { continue }
        #expect(value?.isFinite == true, "\(value.map { "\($0)" } ?? "none") at \(nodes)")
      }
    }
  }
}

import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import Netlisting
import NgspiceBridge
import StructuredSolver
import Testing

/// Real cells through ngspice and through the structured solver.
@Suite struct NonlinearConformanceTests {
  @Test(arguments: LinearConformanceTests.schemes)
  func memristorsAlone(scheme: BiasScheme?) async throws {
    for (rows, columns, segment) in [(1, 1, 2.5), (1, 6, 0), (7, 2, 2.5), (8, 8, 2.5), (12, 12, 0)] {
      try await Self.compare(rows: rows, columns: columns, scheme: scheme, segment: segment, gates: nil)
    }
  }

  @Test(arguments: LinearConformanceTests.schemes)
  func withTransistorsAllOn(scheme: BiasScheme?) async throws {
    for (rows, columns, segment) in [(1, 1, 2.5), (1, 6, 0), (7, 2, 2.5), (8, 8, 2.5)] {
      try await Self.compare(
        rows: rows, columns: columns, scheme: scheme, segment: segment, gates: Array(repeating: 5, count: rows))
    }
  }

  @Test(arguments: [1.0, 1.5, 5])
  func withOneWordLineOn(gate: Double) async throws {
    for segment in [0, 2.5] {
      try await Self.compare(rows: 6, columns: 6, scheme: nil, segment: segment, gates: [0, 0, gate, 0, 0, 0])
    }
  }

  @Test func thirtyTwoByThirtyTwo() async throws {
    try await Self.compare(rows: 32, columns: 32, scheme: nil, segment: 2.5, gates: Array(repeating: 5, count: 32))
  }

  @Test func highVoltages() async throws {
    // Into saturation, and into the region where the V^2 law rules.
    try await Self.compare(rows: 5, columns: 4, scheme: nil, segment: 2.5, voltage: 4, gates: [1, 1.5, 2, 3, 5])
    try await Self.compare(rows: 5, columns: 4, scheme: nil, segment: 2.5, voltage: -3, gates: [1, 1.5, 2, 3, 5])
    try await Self.compare(rows: 5, columns: 4, scheme: .half, segment: 2.5, voltage: 5, gates: nil)
  }

  private static func compare(
    rows: Int, columns: Int, scheme: BiasScheme?, segment: Double, voltage: Double = 0.2, gates: [Double]?
  ) async throws {
    let biased = BiasedNetwork(rows: rows, columns: columns, scheme: scheme, segment: segment) { _, _, _ in 1e-4 }
    var network = biased.network
    // In a 1T1R array the bit lines are driven, which are columns.
    let scale = voltage / 0.2
    func scaled(_ ends: [LineEnd]) -> [LineEnd] {
      ends.map { end in
        if case .held(let source, let resistance) = end { .held(at: source * scale, through: resistance) } else { .open }
      }
    }
    (network.left, network.bottom) = (scaled(network.left), scaled(network.bottom))
    if gates != nil {
      network.left = network.left.map { end in
        guard case .held(let source, let resistance) = end else { return .open }
        return .held(at: .volts(voltage) - source, through: resistance)
      }
      network.bottom = network.bottom.map { end in
        guard case .held(let source, let resistance) = end else { return .open }
        return .held(at: .volts(voltage) - source, through: resistance)
      }
    }
    let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
    // Filaments, none, and one half-way.
    func state(_ row: Int, _ column: Int) -> Double { [1, 0, 0, 0.3][(3 * row + column) % 4] }
    func device(_ row: Int, _ column: Int) -> Memristor { statistics.draw(seed: 3, index: row * columns + column) }
    func conduction(_ row: Int, _ column: Int) -> MemristorConduction? {
      let memristor = device(row, column)
      return MemristorConduction(
        lowResistance: memristor.lowResistance, highResistance: memristor.highResistance, state: state(row, column))
    }
    let conductions = Grid(rows: rows, columns: columns, conduction)
    let model = try MemristorModel.filament()
    let transistor = try TransistorModel.fiveVolt()
    let (width, length) = (Length.micrometers(60), Length.micrometers(0.6))
    var drivenGates: Set<Int> = []
    let circuit = try NetworkCircuit(
      network, libraries: gates == nil ? [model.library] : [model.library, transistor.library], voltages: .none
    ) { (crossing: NetworkCircuit.Crossing, circuit: inout Circuit) throws(NetlistError) in
      let place = "\(crossing.row)_\(crossing.column)"
      func memristor(_ upper: Node, _ lower: Node) throws(NetlistError) {
        try circuit.add(
          "XCELL_\(place)",
          model.frozenInstance(
            of: device(crossing.row, crossing.column), state: state(crossing.row, crossing.column), from: upper, to: lower))
      }
      guard let gates else {
        try memristor(crossing.rowNode, crossing.columnNode)
        return []
      }
      let middle = Node("m_\(place)")
      let gate = Node("g_\(crossing.row)")
      if drivenGates.insert(crossing.row).inserted {
        try circuit.add("VG\(crossing.row)", .voltageSource(plus: gate, minus: .ground, .constant(gates[crossing.row])))
      }
      try memristor(crossing.columnNode, middle)
      try circuit.add(
        "MCELL_\(place)",
        .mosfet(
          drain: middle, gate: gate, source: crossing.rowNode, bulk: .ground,
          Element.Mosfet(model: transistor.name, width: width, length: length)))
      return []
    }
    let reference = circuit.solution(of: try await NgspiceEngine.shared.simulate(circuit.deck))
    let cells: CrossbarCells =
      if let gates {
        .memristorsWithTransistors(
          conductions,
          Level1Transistor(
            threshold: 0.75, gain: 144e-6 * (width / length), bodyEffect: 0.6, surfacePotential: 0.7, channelModulation: 0.03,
            saturationCurrent: 1e-14), gates: gates)
      } else {
        .memristors(conductions)
      }
    let solution = try CrossbarSolver().solve(network, cells: cells)
    for (side, found) in [(NetworkSide.left, solution.ends.left), (.bottom, solution.ends.bottom)] {
      for (line, expected) in try #require(reference.currents[side]).enumerated() {
        guard let current = expected?.si else { continue }
        let allowed = 1e-6 * max(abs(current), 1e-12) + 1e-17
        #expect(
          abs(found[line] - current) <= allowed,
          "\(biased.name), \(voltage) V, gates \(gates ?? []), \(side) end \(line): \(found[line]), ngspice \(current); \(solution.report)"
        )
      }
    }
  }
}

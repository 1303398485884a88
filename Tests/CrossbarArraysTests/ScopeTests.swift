import CircuitSimulation
import CrossbarArrays
import CrossbarPrimitives
import MemristorDevices
import NgspiceBridge
import Testing

/// A small array of drawn cells, every one in the state given.
func drawnArray(
  rows: Int, columns: Int, seed: UInt64, state: (Int, Int) -> Double,
  wires: Wires = .init(bitLineSegment: .ohms(2), sourceLineSegment: .ohms(2), driver: .ohms(10))
)
  throws -> CrossbarArray
{
  let statistics = try DeviceStatistics.silverMolybdenumDisulfide()
  return CrossbarArray(
    memristors: Grid(rows: rows, columns: columns) { statistics.draw(seed: seed, index: $0 * columns + $1) },
    states: Grid(rows: rows, columns: columns) { state($0, $1) },
    transistor: AccessTransistor(
      model: try .fiveVolt(), width: .micrometers(60), length: .micrometers(0.6)), wires: wires,
    model: try .filament())
}

@Suite struct ScopeTests {
  @Test func lineAndArrayAgree() async throws {
    let pulse = PulseShape(width: .milliseconds(20), edge: .microseconds(10))
    let write = WriteSettings(
      voltage: .volts(5), maximumVoltage: .volts(5), attempts: 1, gateVoltage: .volts(1.12), maximumGateVoltage: .volts(1.12),
      resetGateBoost: .volts(4), pulse: pulse)
    let read = ReadSettings(voltage: .volts(0.1), gateVoltage: .volts(5), pulse: pulse, threshold: .kiloohms(10))
    let array = try drawnArray(rows: 8, columns: 8, seed: 3, state: { row, column in (row + column) % 2 == 0 ? 1 : 0 })
    var finals: [[Double]] = []
    let clock = ContinuousClock()
    for scope in CircuitScope.allCases {
      var simulation = ArraySimulation(array: array, scope: scope, engine: NgspiceEngine.shared)
      var values: [Double] = []
      for row in [0, 7] {
        for operation in [
          write.operation(writing: true, row: row, columns: Array(0..<8), attempt: 0),
          read.operation(row: row, columns: Array(0..<8)),
          write.operation(writing: false, row: row, columns: [1, 3], attempt: 0),
          read.operation(row: row, columns: Array(0..<8)),
        ] {
          let time = try await clock.measure {
            let outcomes = try await simulation.run(operation)
            if operation.kind == .read { values += try outcomes.map { try $0.result.get().si } }
          }
          print(scope, operation.kind, operation.columns.count, time)
        }
      }
      finals.append(values)
    }
    for (a, b) in zip(finals[0], finals[1]) { print(a, b, a / b - 1) }
  }
}

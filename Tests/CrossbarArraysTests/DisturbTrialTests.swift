import CrossbarPrimitives
import DeviceFixtures
import Foundation
import MemristorDevices
import Netlisting
import NgspiceBridge
import Testing

@testable import CrossbarArrays

/// What a pulse does to the cells beside the written one.
@Suite struct DisturbTrialTests {
  private func disturbs(
    _ kind: RowOperation.Kind, _ amplitude: Double, gate: Double, transistor: TransistorModel? = nil,
    wires: Wires = usualWires, rows: Int = 16
  ) async throws -> [Neighbour: CellDisturb] {
    let array = try makeArray(rows: 1, columns: 1, wires: wires)
    var access = array.transistor
    if let transistor { access.model = transistor }
    let trial = DisturbTrial(
      Grid(rows: 2, columns: 2, repeating: try medianMemristor()),
      in: CellSurroundings(rows: rows, row: rows - 1, transistor: access, wires: wires))
    let operation = CellOperation(
      kind: kind, amplitude: .volts(amplitude), wordLineVoltage: .volts(gate), pulse: usualPulse)
    let disturbs = try await trial.apply(operation, state: kind == .set ? 0 : 1, on: NgspiceEngine.shared)
    return Dictionary(uniqueKeysWithValues: disturbs.map { ($0.neighbour, $0) })
  }

  /// A transistor that is off passes the reverse current of its drain's junction, is = 1e-14 A, and what ngspice puts
  /// across the junction, 1e-12 S.
  @Test(arguments: [2.0, 8.0])
  func aCellWhoseGateIsOffSeesLeakageTimesItsResistance(amplitude: Double) async throws {
    let disturbs = try await disturbs(.set, amplitude, gate: 1.12)
    let leakage = 1e-14 + 1e-12 * amplitude
    // Without a filament the film conducts ohmically at such a voltage, with 1.1 Mohm at 0.1 V: 9 % less at 0 V.
    let film = 1.1e6 * (0.01 + 0.04).squareRoot() / 0.2
    let voltage = try #require(disturbs[.sameColumn]).largestVoltage.si
    #expect(abs(voltage / (leakage * film) - 1) < 0.05, "\(voltage) V")
    for neighbour in [Neighbour.sameRow, .unselected] {
      #expect(try #require(disturbs[neighbour]).largestVoltage.si < 1e-9)
    }
    #expect(disturbs.values.allSatisfy { $0.finalState < 1e-9 })
  }

  @Test func noFilamentDissolvesBesideAReset() async throws {
    let disturbs = try await disturbs(.reset, 8, gate: 12)
    #expect(disturbs.count == 3 && disturbs.values.allSatisfy { $0.finalState > 0.999 })
    #expect(disturbs.values.allSatisfy { $0.largestVoltage.si < 1e-3 })
  }

  /// A transistor that conducts at a gate voltage of zero protects nobody: the column's other cell SETs and RESETs with
  /// the selected one. Cells on the other column, whose lines stay at 0 V, do not. (In a RESET it passes the source line's
  /// voltage up to 2.5 V, its threshold.)
  @Test(arguments: [RowOperation.Kind.set, .reset])
  func withANormallyOnTransistorTheColumnFlips(kind: RowOperation.Kind) async throws {
    let model = try temporaryModel(".model leaky nmos level=1 vto=-2.5 kp=144e-6\n")
    let disturbs = try await disturbs(kind, 5, gate: kind == .set ? 1.12 : 9, transistor: model, rows: 2)
    let column = try #require(disturbs[.sameColumn])
    #expect(kind == .set ? column.finalState > 0.5 : column.finalState < 0.01)
    #expect(column.largestVoltage.si > 1)
    for neighbour in [Neighbour.sameRow, .unselected] {
      let other = try #require(disturbs[neighbour])
      #expect(abs(other.finalState - other.initialState) < 1e-6 && other.largestVoltage.si < 1e-3)
    }
  }

  /// With zero wire resistance lines are single nodes; the corner is to be simulated all the same.
  @Test func idealWiresMakeTheSameCorner() async throws {
    let ideal = Wires(bitLineSegment: .zero, sourceLineSegment: .zero, driver: .zero)
    let column = try #require(try await disturbs(.set, 5, gate: 1.12, wires: ideal)[.sameColumn])
    let usual = try #require(try await disturbs(.set, 5, gate: 1.12)[.sameColumn])
    // What differs is the voltage that the selected cell's milliampere drops along the wires.
    #expect(abs(column.largestVoltage / usual.largestVoltage - 1) < 0.05)
  }

  private func temporaryModel(_ text: String) throws -> TransistorModel {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("mxbar-\(UUID().uuidString).mod")
    defer { try? FileManager.default.removeItem(at: file) }
    try text.write(to: file, atomically: true, encoding: .utf8)
    return try TransistorModel(file: file.path)
  }
}

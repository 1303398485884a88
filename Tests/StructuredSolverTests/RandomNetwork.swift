import CrossbarPrimitives
import Foundation
import StructuredSolver

/// Networks of every kind, drawn from a seed.
enum RandomNetwork {
  /// Cells from 1 ohm to 100 Mohm, some missing; ends open, held through resistance, or held themselves; segments zero or not.
  static func draw(_ index: Int, rows: Int, columns: Int) -> CrossbarNetwork {
    var stream = RandomStream(seed: 7, purpose: "network", index: index)
    func pick<Choice>(_ choices: [Choice]) -> Choice { choices[Int(stream.uniform() * Double(choices.count))] }
    let span = pick([1.0, 8.0])
    let share = pick([0, 0, 0.3])
    var network = CrossbarNetwork(
      conductances: Grid(rows: rows, columns: columns) { _, _ in
        stream.uniform() < share ? 0 : pow(10, -span * stream.uniform())
      },
      rowSegment: .ohms(pick([0, 0.5, 2.5, 1e-3])), columnSegment: .ohms(pick([0, 0.5, 2.5, 10])))
    func end() -> LineEnd {
      switch stream.uniform() {
      case ..<0.4: .open
      case ..<0.7: .held(at: .volts((10 * stream.uniform()).rounded() / 10), through: .ohms(pick([1, 100, 1e4])))
      default: .held(at: .volts(0.2), through: .zero)
      }
    }
    network.left = network.left.map { _ in end() }
    network.right = network.right.map { _ in end() }
    network.top = network.top.map { _ in end() }
    network.bottom = network.bottom.map { _ in end() }
    // Something must hold it.
    network.left[0] = .held(at: .volts(0.5), through: .ohms(10))
    return network
  }
}

/// One input of a network: the voltages its ends are held at, V. What stands at open ends does not count.
public struct EndVoltages: Hashable, Sendable {
  /// One a row.
  public var left: [Double]
  public var right: [Double]
  /// One a column.
  public var top: [Double]
  public var bottom: [Double]

  public init(left: [Double], right: [Double], top: [Double], bottom: [Double]) {
    self.left = left
    self.right = right
    self.top = top
    self.bottom = bottom
  }

  /// Those that a network already has.
  public init(of network: CrossbarNetwork) {
    self.init(
      left: network.left.map(\.sourceVoltage), right: network.right.map(\.sourceVoltage), top: network.top.map(\.sourceVoltage),
      bottom: network.bottom.map(\.sourceVoltage))
  }
}

extension LineEnd {
  /// V; zero where the end is open.
  var sourceVoltage: Double {
    if case .held(let voltage, _) = self { voltage.si } else { 0 }
  }

  func held(at voltage: Double) -> LineEnd {
    if case .held(_, let resistance) = self { .held(at: .init(si: voltage), through: resistance) } else { .open }
  }
}

extension CrossbarNetwork {
  /// The same network with other voltages at its held ends.
  func held(at voltages: EndVoltages) throws(CrossbarSolverError) -> CrossbarNetwork {
    guard
      voltages.left.count == rows, voltages.right.count == rows, voltages.top.count == columns,
      voltages.bottom.count == columns
    else {
      throw .invalidNetwork(
        reason: "an input has \(voltages.left.count), \(voltages.right.count), \(voltages.top.count) and "
          + "\(voltages.bottom.count) voltages on the left, right, top and bottom of a \(rows)x\(columns) network")
    }
    var network = self
    network.left = zip(left, voltages.left).map { $0.held(at: $1) }
    network.right = zip(right, voltages.right).map { $0.held(at: $1) }
    network.top = zip(top, voltages.top).map { $0.held(at: $1) }
    network.bottom = zip(bottom, voltages.bottom).map { $0.held(at: $1) }
    return network
  }
}

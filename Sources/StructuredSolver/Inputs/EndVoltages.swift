/// One input of a network: the voltages of its ends, V. Values at open ends are ignored.
public struct EndVoltages: Hashable, Sendable {
  /// One per row, from top to bottom.
  public var left: [Double]
  /// One per row, from top to bottom.
  public var right: [Double]
  /// One per column, from left to right.
  public var top: [Double]
  /// One per column, from left to right.
  public var bottom: [Double]

  /// Nothing is checked here; the solver throws where a number of voltages is not that of the network's lines.
  public init(left: [Double], right: [Double], top: [Double], bottom: [Double]) {
    self.left = left
    self.right = right
    self.top = top
    self.bottom = bottom
  }

  /// The voltages that a network has already; 0 at open ends.
  public init(of network: CrossbarNetwork) {
    self.init(
      left: network.left.map(\.sourceVoltage), right: network.right.map(\.sourceVoltage), top: network.top.map(\.sourceVoltage),
      bottom: network.bottom.map(\.sourceVoltage))
  }
}

extension LineEnd {
  /// The source's voltage, V; zero if the end is open.
  var sourceVoltage: Double {
    if case .held(let voltage, _) = self { voltage.si } else { 0 }
  }

  /// The same end with another voltage; an open end stays open.
  func held(at voltage: Double) -> LineEnd {
    if case .held(_, let resistance) = self { .held(at: .init(si: voltage), through: resistance) } else { .open }
  }
}

extension CrossbarNetwork {
  /// The same network with other voltages at its held ends.
  /// - Throws: `CrossbarSolverError.invalidNetwork` if the numbers of voltages and lines differ.
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

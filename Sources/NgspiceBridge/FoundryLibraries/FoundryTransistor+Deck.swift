import CrossbarPrimitives
import Foundation
import Netlisting

extension FoundryTransistor {
  /// An operating point: voltages against the bulk, which is at 0 V.
  public struct Bias: Hashable, Codable, Sendable {
    /// Set by ideal sources; either sign is allowed.
    public var drain, gate, source: Voltage
    /// All three are voltages against the bulk, not against the source.
    public init(drain: Voltage, gate: Voltage, source: Voltage) {
      self.drain = drain
      self.gate = gate
      self.source = source
    }

    /// Reads, writes in both directions and transistors that are off, up to 5 V.
    ///
    /// Flat transistor and library have the same equations if they agree here, and so at all other voltages.
    public static let usual: [Bias] = [0, 0.5, 1, 2, 5].flatMap { gate in
      [(0.1, 0), (1, 0), (5, 0), (2.5, 0), (0, 2.5), (5, 2.5)].map { drain, source in
        Bias(drain: .volts(drain), gate: .volts(gate), source: .volts(source))
      }
    }
  }

  /// The deck that ngspice reads to expand the library.
  ///
  /// It has one transistor per size: instance `size0` between the nodes d0, g0, s0 and b0 with the sources vd0, vg0, vs0 and vb0,
  /// and so on. The tolerances are those of the comparison of currents.
  func lines(_ sizes: [Size]) -> [String] {
    var lines = ["* the transistors of a library"]
    let own = URL(fileURLWithPath: library.path).deletingLastPathComponent().standardizedFileURL.path
    for file in files {
      // By name alone in the library's folder, where ngspice works: it cannot read paths with spaces.
      let url = URL(fileURLWithPath: file.path)
      let isBeside = url.deletingLastPathComponent().standardizedFileURL.path == own
      let name = isBeside ? url.lastPathComponent : file.path
      lines.append(file.section.map { ".lib '\(name)' \($0)" } ?? ".include '\(name)'")
    }
    for (index, size) in sizes.enumerated() {
      let nodes = terminals.map { "\($0.rawValue.prefix(1))\(index)" }.joined(separator: " ")
      let assignments = parameters(of: size).map { "\($0.name)=\(String(format: "%.12g", $0.value))" }.joined(separator: " ")
      lines.append("\(kind == .card ? "m" : "x")size\(index) \(nodes) \(name) \(assignments)")
      for terminal in ["d", "g", "s", "b"] { lines.append("v\(terminal)\(index) \(terminal)\(index) 0 dc 0") }
    }
    // Tight enough that Newton's method does not account for a difference between the two transistors.
    let warm = temperature == .nominal ? [] : [".temp \(SpiceNumber.shortest(temperature.celsius))"]
    return lines + warm + [".options reltol=1e-10 abstol=1e-15 vntol=1e-12", ".op", ".end"]
  }
}

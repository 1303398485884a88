import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A device as a SPICE subcircuit with comments, by itself in a file.
///
/// The formulas are those of the device's own equations; only defaults and comments differ.
struct DeviceSubcircuit {
  /// The file's text.
  let text: String

  /// - Throws: `ExchangeError.inexpressibleDevice` for a dialect without formulas.
  init(_ device: ExportedDevice, _ dialect: Dialect) throws(ExchangeError) {
    guard dialect != .gnucap else {
      throw .inexpressibleDevice(
        device: device.device.name, format: "a subcircuit for gnucap",
        reason: "gnucap has no sources with formulas; 'mxbar netlist' writes its cells as tables")
    }
    let writer = dialect.writer
    var lines: [String] = []
    for line in device.description() + Self.usage(device) + [""] + Self.parameterTable(device) + [""] {
      lines.append("\(writer.traits.comment) \(writer.commentText(line))")
    }
    let comments = device.equationComments
    if !comments.isEmpty {
      for line in ["The file of equations says:", ""] + comments.map({ "  \($0)" }) + [""] {
        lines.append("\(writer.traits.comment) \(writer.commentText(line))")
      }
    }
    lines = lines.map { line in String(line.reversed().drop { $0 == " " }.reversed()) }
    // An included file of Spectre's starts in SPICE's language unless it says otherwise.
    if dialect == .spectre { lines.append("simulator lang=spectre") }
    writer.writeSubcircuit(device.definition, to: &lines)
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func usage(_ device: ExportedDevice) -> [String] {
    let state = device.device.memory
    return [
      "Transients start at \(state.initial) with 'uic' or its like; without it, at the state's equilibrium.",
      "An operating point (.op, .dc) is that equilibrium too.",
    ]
  }

  /// Parameters with their defaults and what is known of them, in columns.
  private static func parameterTable(_ device: ExportedDevice) -> [String] {
    let rows = device.parameters.flatMap { parameter in
      let values = [parameter.name, Dialect.ngspice.writer.formatValue(parameter.value), parameter.unit]
      let words = [parameter.meaning, parameter.origin].filter { !$0.isEmpty }
      return words.enumerated().map { ($0 == 0 ? values : ["", "", ""]) + [$1] }
    }
    return alignedColumns([["parameter", "default", "unit", "meaning, and where the default is from"]] + rows)
  }
}

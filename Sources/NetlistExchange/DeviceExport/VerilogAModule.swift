import CrossbarPrimitives
import MemristorDevices
import Netlisting

/// A device as a Verilog-A module, with the formulas of its subcircuit.
///
/// Each state is the voltage of an inner node with `ddt`. All else is computed anew in every evaluation, so nothing is hidden
/// from the simulator. Operating points hold the states where transients start.
struct VerilogAModule {
  /// The file's text.
  let text: String

  /// - Throws: `ExchangeError.inexpressibleDevice`.
  init(_ device: ExportedDevice) throws(ExchangeError) {
    func refuse(_ reason: String) -> ExchangeError {
      .inexpressibleDevice(device: device.device.name, format: "Verilog-A", reason: reason)
    }
    let structure: DeviceStructure
    do { structure = try DeviceStructure(device.definition) } catch { throw refuse(error.reason) }
    let words = try VerilogAWords(device.definition, structure, refuse: refuse)
    var lines = device.description(state: { words.nodes[Node($0)] ?? $0 }).map(Self.comment)
    lines += [
      "// Operating points hold the state where transients start; start these from one, without 'uic'.",
      "// Nothing is kept from one evaluation to the next but the voltages of nodes.", "", "`include \"constants.vams\"",
      "`include \"disciplines.vams\"", "", "module \(words.module)(\(words.first), \(words.second));",
      "  inout \(words.first), \(words.second);", "  electrical \(words.first), \(words.second);",
    ]
    for state in structure.states { lines.append("  electrical \(words.name(of: state.node));") }
    lines.append("")
    for parameter in device.parameters { lines += try Self.declaration(parameter, words) }
    lines += try Self.variables(device.definition, structure, words)
    lines += ["", "  analog begin"] + (try Self.body(device.definition, structure, words)).map { "    \($0)" }
    lines += ["  end", "endmodule"]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func comment(_ line: String) -> String { line.isEmpty ? "//" : "// \(plain(line))" }

  /// One line of printable ASCII, as comments and strings may hold it.
  private static func plain(_ text: String) -> String { Dialect.ngspice.writer.commentText(text).replacing("\"", with: "'") }

  /// A parameter with its unit and meaning as attributes, and the origin of its default as a comment.
  private static func declaration(_ parameter: ExportedDevice.Parameter, _ words: VerilogAWords) throws(ExchangeError) -> [String]
  {
    let name = words.name(ofParameter: parameter.name)
    let attributes = [("desc", parameter.meaning), ("units", parameter.unit)].filter { !$0.1.isEmpty }
    var range = ""
    if let limits = parameter.initialState?.limits, limits.lowerBound.isFinite, limits.upperBound.isFinite,
      case .number(let start) = parameter.value, limits.contains(start)
    {
      range = " from [\(words.number(limits.lowerBound)):\(words.number(limits.upperBound))]"
    }
    let renamed =
      name == parameter.name.lowercased() ? "" : "; '\(parameter.name)' in the subcircuit, a name that is taken here"
    let declaration =
      "  parameter real \(name) = \(try words.text(parameter.value, of: parameter.name, isConstant: true))\(range);"
    return
      (attributes.isEmpty
      ? [] : ["  (* " + attributes.map { "\($0.0)=\"\(plain($0.1))\"" }.joined(separator: ", ") + " *)"])
      + ["\(declaration)  // \(plain(parameter.origin + renamed))"]
  }

  /// Declarations of what is computed from parameters and voltages.
  private static func variables(
    _ definition: SubcircuitDefinition, _ structure: DeviceStructure, _ words: VerilogAWords
  ) throws(ExchangeError) -> [String] {
    let groups = [
      ("derived from the parameters", definition.locals.map { words.name(ofParameter: $0.name) }),
      ("inner voltages, V", structure.voltages.map { words.name(of: $0.node) }),
      ("currents, A; into a state's node, its rate times its capacitance", words.currents),
    ]
    return groups.flatMap { title, names in
      names.isEmpty ? [] : ["", "  // \(title)"] + names.map { "  real \($0);" }
    }
  }

  /// Assignments in the order of dependence, then what flows where.
  private static func body(
    _ definition: SubcircuitDefinition, _ structure: DeviceStructure, _ words: VerilogAWords
  ) throws(ExchangeError) -> [String] {
    var lines: [String] = []
    for local in definition.locals {
      lines.append("\(words.name(ofParameter: local.name)) = \(try words.text(local.value, of: local.name));")
    }
    for (node, formula) in structure.voltages {
      lines.append("\(words.name(of: node)) = \(try words.text(formula, of: node.name));")
    }
    for (current, name) in zip(structure.currents, words.currents) {
      lines.append("\(name) = \(try words.text(current.formula, of: current.card));")
    }
    if !structure.through.isEmpty {
      lines.append("I(\(words.first),\(words.second)) <+ \(words.sum(structure.through.map { ($0.index, !$0.isForward) }));")
    }
    for state in structure.states {
      let name = words.name(of: state.node)
      lines += [
        "I(\(name)) <+ ddt(\(try words.text(.binary(state.capacitance, .multiply, .voltage(state.node, nil)), of: name)));",
        "if (analysis(\"static\"))",
        "  I(\(name)) <+ \(try words.text(.binary(.voltage(state.node, nil), .subtract, state.initial), of: name));",
        "else",
        "  I(\(name)) <+ \(state.currents.isEmpty ? words.number(0) : words.sum(state.currents.map { ($0.index, !$0.isOut) }));",
      ]
    }
    return lines
  }
}

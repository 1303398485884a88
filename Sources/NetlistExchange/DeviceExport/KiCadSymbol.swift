import CrossbarPrimitives
import Foundation
import MemristorDevices
import Netlisting

/// A symbol library of one symbol for KiCad 7 and later, whose simulation fields name the subcircuit and hold the parameters
/// (KiCad developer documentation, "Symbol library file format"; Schematic Editor manual, "Simulator").
struct KiCadSymbol {
  /// The file's text.
  let text: String

  /// - Parameter library: name of the subcircuit's file, which lies beside the project.
  init(_ device: ExportedDevice, library: String) {
    let name = Self.quoted(device.fileName)
    let terminals = device.definition.terminals
    // A formula stays with the subcircuit, which computes it from the values given here.
    let values = device.parameters.compactMap { parameter -> String? in
      guard case .number(let value) = parameter.value else { return nil }
      return "\(parameter.name)=\(Self.digits(value))"
    }
    let description = device.device.description
    var lines = [
      "(kicad_symbol_lib (version 20220914) (generator mxbar)",
      "  (symbol \(name) (pin_numbers hide) (pin_names (offset 0.254) hide) (in_bom yes) (on_board yes)",
    ]
    let shown: [(String, String, x: Double, y: Double)] = [
      ("Reference", "MR", 2.032, 1.27), ("Value", device.fileName, 2.032, -1.27),
    ]
    for (key, value, x, y) in shown {
      lines += Self.property(key, value, "(at \(Self.number(x)) \(Self.number(y)) 0)", "(justify left)")
    }
    let hidden = [
      ("Footprint", ""), ("Datasheet", "~"), ("Sim.Device", "SUBCKT"), ("Sim.Library", library),
      ("Sim.Name", device.definition.name),
      ("Sim.Pins", terminals.enumerated().map { "\($0 + 1)=\($1.name)" }.joined(separator: " ")),
      ("Sim.Params", values.joined(separator: " ")), ("ki_keywords", "memristor ReRAM"),
      ("ki_description", "\(description.title.isEmpty ? device.device.name : description.title), \(device.choice.words)"),
    ]
    for (key, value) in hidden { lines += Self.property(key, value, "(at 0 0 0)", "hide") }
    lines.append("    (symbol \(Self.quoted(device.fileName + "_0_1"))")
    for stroke in MemristorDrawing.strokes {
      let points = stroke.map { "(xy \(Self.length($0.x)) \(Self.length(-$0.y)))" }.joined(separator: " ")
      lines.append("      (polyline (pts \(points)) (stroke (width 0.1524) (type default)) (fill (type none)))")
    }
    let (low, high) = MemristorDrawing.bar
    lines.append(
      "      (rectangle (start \(Self.length(low.x)) \(Self.length(-low.y))) (end \(Self.length(high.x)) \(Self.length(-high.y))) "
        + "(stroke (width 0.1524) (type default)) (fill (type outline)))")
    let top = MemristorDrawing.top(of: device)
    // Names of pins would lie across the meander: texts beside the pins name them instead.
    for (index, terminal) in terminals.enumerated() {
      lines.append(
        "      (text \(Self.quoted(terminal.name)) (at 0.508 \(Self.length(index == top ? 2.6 : -2.6)) 0) "
          + "(effects (font (size 0.889 0.889)) (justify left)))")
    }
    lines += ["    )", "    (symbol \(Self.quoted(device.fileName + "_1_1"))"]
    for (index, terminal) in terminals.enumerated() {
      let y = index == top ? MemristorDrawing.reach : -MemristorDrawing.reach
      lines.append(
        "      (pin passive line (at 0 \(Self.length(y)) \(index == top ? 270 : 90)) (length 1.27) "
          + "(name \(Self.quoted(terminal.name)) (effects (font (size 0.762 0.762)))) "
          + "(number \"\(index + 1)\" (effects (font (size 0.762 0.762)))))")
    }
    lines += ["    )", "  )", ")"]
    text = lines.joined(separator: "\n") + "\n"
  }

  private static func property(_ key: String, _ value: String, _ place: String, _ effect: String) -> [String] {
    [
      "    (property \(quoted(key)) \(quoted(value)) \(place)",
      "      (effects (font (size 1.27 1.27)) \(effect)))",
    ]
  }

  /// A number without exponent: KiCad rounds numbers with one to six digits.
  static func digits(_ value: Double) -> String {
    let text = SpiceNumber.shortest(value)
    guard text.contains("e"), let decimal = Decimal(string: text), Double("\(decimal)") == value else { return text }
    return "\(decimal)"
  }

  /// Printable ASCII in quotes.
  private static func quoted(_ text: String) -> String {
    "\"\(Dialect.ngspice.writer.commentText(text).replacing("\"", with: "\\\""))\""
  }

  /// A length in grid units of 1.27 mm, in mm.
  private static func length(_ units: Double) -> String { number((units * 1270).rounded() / 1000 + 0) }
  private static func number(_ value: Double) -> String { SpiceNumber.shortest(value) }
}

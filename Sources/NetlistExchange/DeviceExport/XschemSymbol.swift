import CrossbarPrimitives
import Netlisting

/// A symbol for xschem, whose attributes are the device's parameters (XSCHEM manual, "Symbol property syntax" and "Developer
/// info"). Its netlist line is an instance of the subcircuit, whose file the user's schematic includes.
struct XschemSymbol {
  /// The file's text.
  let text: String

  init(_ device: ExportedDevice) {
    let definition = device.definition
    // A formula stays with the subcircuit, which computes it from the values given here.
    let fields = device.parameters.compactMap { parameter -> (name: String, field: String, value: String)? in
      guard case .number(let value) = parameter.value else { return nil }
      return (parameter.name, Self.field(parameter.name), SpiceNumber.shortest(value))
    }
    var lines = ["v {xschem version=2.8.1 file_version=1.1}", "G {type=primitive"]
    lines.append("format=\"@name @pinlist \(definition.name)" + Self.folded(fields.map { "\($0.name)=@\($0.field)" }) + "\"")
    lines.append("template=\"name=X1" + Self.folded(fields.map { "\($0.field)=\($0.value)" }) + "\"}")
    lines += ["V {}", "S {}", "E {}"]
    let top = MemristorDrawing.top(of: device)
    for stroke in MemristorDrawing.strokes {
      for (a, b) in zip(stroke, stroke.dropFirst()) {
        lines.append("L 4 \(Self.place(a)) \(Self.place(b)) {}")
      }
    }
    let bar = MemristorDrawing.bar
    lines.append("B 4 \(Self.place(bar.low)) \(Self.place(bar.high)) {fill=true}")
    for (index, terminal) in definition.terminals.enumerated() {
      let y = index == top ? -MemristorDrawing.reach : MemristorDrawing.reach
      let (low, high) = (Self.place((-0.25, y - 0.25)), Self.place((0.25, y + 0.25)))
      lines.append("B 5 \(low) \(high) {name=\(terminal.name) dir=inout}")
      // Beside its pin, towards the device.
      lines.append("T {\(terminal.name)} \(Self.place((0.4, y < 0 ? y : y - 0.9))) 0 0 0.15 0.15 {layer=7}")
    }
    lines += ["T {@name} 14 -15 0 0 0.2 0.2 {}", "T {\(device.fileName)} 14 3 0 0 0.2 0.2 {}"]
    text = lines.joined(separator: "\n") + "\n"
  }

  /// Items with a blank before each, some of them on a line, in SPICE's continuation.
  private static func folded(_ items: [String]) -> String {
    var result = ""
    var length = 0
    for item in items {
      if length == 0 || length + item.count > 90 {
        result += "\n+"
        length = 1
      }
      result += " \(item)"
      length += item.count + 1
    }
    return result
  }

  /// The attribute for a parameter: its name, unless that means something to xschem.
  private static func field(_ name: String) -> String {
    ["name", "symname", "pinlist", "lab", "path", "schname", "type", "format", "template", "spice_ignore"]
      .contains(name) ? name + "_" : name
  }

  /// A point in xschem's units, ten to a grid unit.
  private static func place(_ point: MemristorDrawing.Point) -> String {
    [point.x, point.y].map { SpiceNumber.shortest(($0 * 1000).rounded() / 100) }.joined(separator: " ")
  }
}

import MemristorDevices

/// The usual symbol of a memristor: a box, in it a meander, a bar at one end, and a plus sign at the terminal where a positive
/// voltage SETs. Upright, that terminal on top; y points down.
enum MemristorDrawing {
  typealias Point = (x: Double, y: Double)

  /// Distance of the pins from the middle, in grid units.
  static let reach = 3.0

  /// Position among the device's terminals of the one that is drawn on top.
  static func top(of device: ExportedDevice) -> Int {
    let name = device.device.description.setTerminal.lowercased()
    return device.definition.terminals.firstIndex { $0.name.lowercased() == name } ?? 0
  }

  /// Lines through points, in grid units.
  static let strokes: [[Point]] = [
    [(0, -3), (0, -2)],
    [(-1, -2), (1, -2), (1, 2), (-1, 2), (-1, -2)],
    [
      (0, -2), (0, -1.4), (0.6, -1.4), (0.6, -0.7), (-0.6, -0.7), (-0.6, 0), (0.6, 0), (0.6, 0.7), (-0.6, 0.7), (-0.6, 1.3),
      (0, 1.3), (0, 2),
    ],
    [(0, 2), (0, 3)],
    // The plus sign.
    [(-1.25, -2.5), (-0.65, -2.5)], [(-0.95, -2.8), (-0.95, -2.2)],
  ]

  /// Opposite corners of the bar.
  static let bar: (low: Point, high: Point) = ((-1, 1.7), (1, 2))
}

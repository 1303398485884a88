import CrossbarPrimitives
import Foundation
import MemristorDevices

/// A current-voltage loop as lines of text: the current's magnitude over the voltage, its axis in decades.
///
/// `o` marks the way out from 0 V, `.` the way back, which is drawn first where both pass.
struct LoopPlot {
  /// Of the plot's area, in characters.
  static let (width, height) = (64, 17)

  /// The lines; empty for a loop without a current.
  let lines: [String]

  init(_ sweep: VoltageSweep) {
    let points = zip(sweep.voltages, sweep.currents).map { (voltage: $0, current: abs($1)) }
    let largest = points.map(\.current).max() ?? 0
    // Eight decades below the largest is as good as nothing.
    let floor = largest * 1e-8
    let seen = points.filter { $0.current > floor && $0.voltage != 0 }
    guard largest > 0, let smallest = seen.map(\.current).min(), let low = points.map(\.voltage).min(),
      let high = points.map(\.voltage).max(), high > low
    else {
      lines = []
      return
    }
    let bottom = (log10(smallest) + 1e-9).rounded(.down)
    let top = max((log10(largest) - 1e-9).rounded(.up), bottom + 1)
    var area = Array(repeating: Array(repeating: Character(" "), count: Self.width), count: Self.height)
    func column(_ voltage: Double) -> Int { Int(((voltage - low) / (high - low) * Double(Self.width - 1)).rounded()) }
    func row(_ current: Double) -> Int {
      Int(((top - log10(current)) / (top - bottom) * Double(Self.height - 1)).rounded())
    }
    for row in area.indices { area[row][column(0)] = "|" }
    for isReturn in [true, false] {
      for index in points.indices.dropFirst() where (abs(points[index].voltage) < abs(points[index - 1].voltage)) == isReturn {
        let point = points[index]
        guard point.current > floor, point.voltage != 0 else { continue }
        area[row(point.current)][column(point.voltage)] = isReturn ? "." : "o"
      }
    }
    let labels = area.indices.map { index -> String in
      let exponent = top - (top - bottom) * Double(index) / Double(Self.height - 1)
      return abs(exponent - exponent.rounded()) < 0.5 / Double(Self.height - 1) * (top - bottom)
        ? SIPrefix.text(pow(10, exponent.rounded()), unit: "A") : ""
    }
    var shown: Set<String> = [""]
    let ticks = labels.map { shown.insert($0).inserted ? $0 : "" }
    let left = SIPrefix.text(low, unit: "V")
    let right = SIPrefix.text(high, unit: "V")
    let gap = String(repeating: " ", count: max(1, Self.width - left.count - right.count))
    lines =
      zip(ticks, area).map { tick, row in
        String(repeating: " ", count: max(0, 7 - tick.count)) + tick + (tick.isEmpty ? " |" : " +")
          + String(row).trimmingTrailingBlanks
      } + [String(repeating: " ", count: 8) + "+" + String(repeating: "-", count: Self.width)]
      + [String(repeating: " ", count: 9) + left + gap + right]
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}

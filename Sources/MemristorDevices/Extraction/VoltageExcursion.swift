/// A part of a sweep in which the voltage leaves zero to one side and returns, or the record ends.
///
/// `VoltageSweep.segments` and `VoltageSweep.loops` are built from these.
struct VoltageExcursion: Hashable {
  /// Indices of the samples.
  let range: Range<Int>
  /// Sign of the voltage.
  let isPositive: Bool
  /// Index of the first sample farthest from zero.
  let peak: Int

  /// From zero to the peak, inclusive.
  var outward: Range<Int> { range.lowerBound..<peak + 1 }
  /// From after the peak back to zero.
  var homeward: Range<Int> { peak + 1..<range.upperBound }

  /// Voltages below this share of the largest are near zero: a source's jitter around zero is no excursion.
  private static let nearZero = 0.02

  /// A current above this share of the largest does not flow near zero: there a measured voltage is small since the source
  /// limits the current.
  private static let largeCurrent = 0.5

  /// The excursions of a sweep, in order and without gaps between them. Empty for a voltage that is always zero.
  static func all(in sweep: VoltageSweep) -> [VoltageExcursion] {
    let voltages = sweep.voltages
    let largest = voltages.reduce(0) { max($0, abs($1)) }
    let largestCurrent = sweep.currents.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return [] }
    func isAway(_ index: Int) -> Bool {
      abs(voltages[index]) > nearZero * largest
        || voltages[index] != 0 && abs(sweep.currents[index]) > largeCurrent * largestCurrent
    }
    var cores: [Range<Int>] = []
    for (index, voltage) in voltages.enumerated() where isAway(index) {
      if let last = cores.last, last.upperBound == index, (voltages[last.lowerBound] > 0) == (voltage > 0) {
        cores[cores.count - 1] = last.lowerBound..<index + 1
      } else {
        cores.append(index..<index + 1)
      }
    }
    var starts = [0]
    for (before, after) in zip(cores, cores.dropFirst()) {
      // The sample at zero ends the excursion before it.
      let gap = before.upperBound..<after.lowerBound
      let zero = gap.min { abs(voltages[$0]) < abs(voltages[$1]) }
      starts.append(zero.map { $0 + 1 } ?? after.lowerBound)
    }
    return cores.indices.map { number in
      let core = cores[number]
      let end = number + 1 < starts.count ? starts[number + 1] : voltages.count
      let peak = core.max { abs(voltages[$0]) < abs(voltages[$1]) } ?? core.lowerBound
      return VoltageExcursion(range: starts[number]..<end, isPositive: voltages[core.lowerBound] > 0, peak: peak)
    }
  }
}

import CrossbarPrimitives

extension LoopDrive {
  /// What the source did in a measured loop.
  ///
  /// Where the record holds the measured voltage, it falls back while the source limits the current; the voltage set goes on
  /// in steps as before, to its top and back to where the limit ends.
  ///
  /// - Parameters:
  ///   - sweep: the loop.
  ///   - times: of the samples, s; nil for a constant rate.
  ///   - rate: V/s, above 0; used without times.
  ///   - compliance: of the source in the SET half, A.
  package init(_ sweep: VoltageSweep, times: [Double]? = nil, rate: Double, compliance: Double?) {
    let voltages = Self.setVoltages(sweep)
    if let times, times.count == voltages.count, zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) {
      self.init(voltages: voltages, times: times.map { $0 - times[0] }, compliance: compliance)
      return
    }
    // Two samples at one voltage take as long as any others.
    let steps = zip(voltages, voltages.dropFirst()).map { abs($1 - $0) }
    let usual = VoltageSweep.median(steps.filter { $0 > 0 }) ?? 1
    var time = 0.0
    var sums = [0.0]
    for step in steps {
      time += max(step, 0.01 * usual) / rate
      sums.append(time)
    }
    self.init(voltages: voltages, times: Array(sums.prefix(voltages.count)), compliance: compliance)
  }

  /// The voltages set, V: those of the record unless they fold back at a SET.
  private static func setVoltages(_ sweep: VoltageSweep) -> [Double] {
    let segments = sweep.segments
    let half = segments[0].isEmpty ? segments[1] : segments[0].lowerBound..<max(segments[0].upperBound, segments[1].upperBound)
    let smoothed = sweep.smoothedCurrents
    guard let jump = sweep.foldBack(in: half, smoothed: smoothed), let plateau = sweep.plateau(in: half, smoothed: smoothed),
      plateau.range.contains(jump.index + 1) || plateau.range.lowerBound == jump.index + 2
    else { return sweep.voltages }
    var voltages = sweep.voltages
    let (first, end) = (jump.index + 1, plateau.range.upperBound)
    let step = 2 * abs(jump.voltage - voltages[jump.index])
    guard step > 0, end > first else { return voltages }
    let (from, to) = (voltages[jump.index], end < voltages.count ? voltages[end] : voltages[jump.index])
    let count = end - first + 1
    // Up and then down in equal steps, from the last voltage seen to the next one.
    let up = min(max((count + Int(((to - from) / step).rounded())) / 2, 0), count)
    for index in first..<end {
      let number = index - first + 1
      voltages[index] = number <= up ? from + Double(number) * step : from + Double(2 * up - number) * step
    }
    return voltages
  }
}

extension VoltageSweep {
  /// At most so many samples, evenly taken, first, last and those around the two places kept.
  /// - Returns: indices of the samples that are kept.
  func thinned(to most: Int, keeping places: [Int]) -> [Int] {
    guard voltages.count > most else { return Array(voltages.indices) }
    var kept = Set((0..<most).map { $0 * (voltages.count - 1) / (most - 1) })
    for place in places { kept.formUnion((place - 3...place + 4).filter(voltages.indices.contains)) }
    // Where the direction turns, the drive must turn too.
    for segment in segments where !segment.isEmpty { kept.formUnion([segment.lowerBound, segment.upperBound - 1]) }
    return kept.sorted()
  }
}

import CrossbarPrimitives

/// Doubts about what is asked of a device, in words. A run reports them and goes on.
extension MemristorDevice {
  /// Whether drawn devices differ at all.
  public var hasSpread: Bool { description.hasSpread }

  /// All doubts about a study of this device.
  ///
  /// - Parameters:
  ///   - readVoltage: of reads that should leave the state as it is; nil for none.
  ///   - amplitude: the largest magnitude that a pulse has; nil for none.
  ///   - widths: of all pulses; the first that is out of range is named.
  ///   - count: devices drawn. More than one of a device without spread are one and the same.
  public func warnings(
    readingAt readVoltage: Voltage? = nil, writingAt amplitude: Voltage? = nil, for widths: [Time] = [], drawing count: Int
  ) -> [String] {
    [
      readVoltage.flatMap(readWarning), amplitude.flatMap { description.warning(amplitude: $0) },
      widths.lazy.compactMap { self.description.warning(amplitude: .zero, width: $0) }.first, spreadWarning(drawing: count),
      description.speedWarning, temperatureWarning,
    ].compactMap { $0 }
  }

  private func spreadWarning(drawing count: Int) -> String? {
    hasSpread || count < 2
      ? nil
      : "no spread is known of the device '\(name)': all that are drawn are alike, so shares and deviations say nothing of others"
  }

  /// A warning about a rest at 0 V of equations that never move there: that is no evidence of retention. Nil for a rest of
  /// no time, and for equations that cannot be compiled.
  public func retentionWarning(after time: Time) -> String? {
    let median = median()
    // Long enough for any relaxation to show, also where the rest itself is short.
    let rest = max(time, .seconds(1e4))
    guard time > .zero, [0.1, 0.25, 0.5, 1].allSatisfy({ median.isStill(at: .zero, state: $0, for: rest) }) else { return nil }
    return "the equations of the device '\(name)' do not move at 0 V: they say nothing of its retention"
  }
}

extension DeviceDescription {
  /// Whether drawn devices differ at all: some parameter has a distribution with a deviation above 0.
  public var hasSpread: Bool {
    parameters.contains {
      switch $0.distribution {
      case .logNormal(let distribution): distribution.logStandardDeviation > 0
      case .normal(let distribution): distribution.standardDeviation > 0
      case nil: false
      }
    }
  }
}

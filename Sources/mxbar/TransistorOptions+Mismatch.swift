import ArgumentParser
import Foundation
import MemristorCrossbar

extension TransistorOptions {
  /// Options of what makes the transistors of equal cells differ, without dashes.
  static let ofMismatch = ["vth-sigma", "avt", "gain-sigma", "abeta", "library-statistics"]

  /// The most transistors that a library's statistics draw: ngspice reads the library with one instance each.
  private static let mostDraws = 1000

  func validateMismatch() throws {
    for (one, other) in [
      (("--vth-sigma", vthSigma), ("--avt", avt)), (("--gain-sigma", gainSigma), ("--abeta", abeta)),
    ] {
      if one.1 != nil, other.1 != nil {
        throw ValidationError("\(one.0) and \(other.0) exclude each other: give one.")
      }
    }
    for (name, value, unit) in [
      ("--vth-sigma", vthSigma, "mV"), ("--avt", avt, "mV um"), ("--gain-sigma", gainSigma, "%"), ("--abeta", abeta, "% um"),
    ] {
      try require(value, named: name, .notNegative, unit: unit, atMost: 1000)
    }
    try requireCount(libraryStatistics, named: "--library-statistics", atMost: Self.mostDraws)
    if libraryStatistics != nil, let name = Self.ofMismatch.first(where: { given($0) }) {
      throw ValidationError(
        "--\(name) and --library-statistics exclude each other: the spread is either stated or the library's own.")
    }
  }

  /// Whether a spread is stated by the option of this name.
  private func given(_ name: String) -> Bool {
    switch name {
    case "vth-sigma": vthSigma != nil
    case "avt": avt != nil
    case "gain-sigma": gainSigma != nil
    case "abeta": abeta != nil
    default: false
    }
  }

  /// The mismatch of a description as the options change it.
  func mismatch(of description: TransistorDescription) throws -> TransistorMismatch {
    var mismatch = libraryStatistics == nil ? description.mismatch : TransistorMismatch()
    if let vthSigma { mismatch.threshold = .sigma(vthSigma / 1e3) }
    if let avt { mismatch.threshold = .area(avt / 1e3 * 1e-6) }
    if let gainSigma { mismatch.gain = .sigma(gainSigma / 100) }
    if let abeta { mismatch.gain = .area(abeta / 100 * 1e-6) }
    if description.name == TransistorDescription.idealName, !mismatch.isNone {
      throw ValidationError("\(TransistorDescription.idealName) has no threshold voltage and no gain that could spread.")
    }
    if libraryStatistics != nil {
      guard case .foundry = description.model else {
        throw ValidationError("--library-statistics is for a foundry's library, and \(description.name) is not from one.")
      }
    }
    return mismatch
  }
}

extension TransistorDescription {
  /// Gives transistors the spread that their sizes have, and says so.
  /// - Throws: `ValidationError` for a spread beyond what a transistor can have.
  func spreading(_ transistors: [AccessTransistor], _ sizes: [FoundryTransistor.Size], on engine: CommandEngine) throws
    -> [AccessTransistor]
  {
    if mismatch.isNone { return transistors }
    let spreads = sizes.map(mismatch.spread)
    if spreads.allSatisfy(\.isNone) { return transistors }
    for (size, spread) in zip(sizes, spreads) where spread.threshold > .volts(1) || spread.gain > 1 {
      throw ValidationError(
        "a transistor of \(SpiceNumber.shortest(size.width.micrometers)) um x \(SpiceNumber.shortest(size.length.micrometers)) um "
          + "would have standard deviations of \(spread.text); allowed are 1 V and 100 %.")
    }
    let texts = spreads.map(\.text)
    let all = texts.count > 1 && Set(texts).count > 1 ? "\(texts[0]) to \(texts[texts.count - 1]), by size" : texts.first ?? ""
    engine.remark("transistor mismatch: \(all); drawn cell by cell")
    return zip(transistors, spreads).map { transistor, spread in
      var transistor = transistor
      transistor.spread = spread
      return transistor
    }
  }
}

extension TransistorSpread {
  /// As in `sigma V_T 0.8 mV, gain 0.3 %`.
  var text: String {
    func rounded(_ value: Double) -> String { SpiceNumber.shortest(Double(String(format: "%.3g", value)) ?? value) }
    return "sigma V_T \(rounded(threshold.si * 1e3)) mV, gain \(rounded(gain * 100)) %"
  }
}

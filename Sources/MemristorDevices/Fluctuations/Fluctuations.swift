import CrossbarPrimitives
import Foundation

/// How a device differs from one write to the next, and from one read to the next: the section `fluctuations` of a
/// description.
///
/// A device has them only where a study asks for them (`MemristorDevice.init(_:at:fluctuates:)`). All of them are drawn by
/// seed, cell, cycle, pulse and read (`WriteCount`), never by the order of calls, so both engines, resumed runs and any
/// number of workers see the same ones.
public struct Fluctuations: Hashable, Sendable {
  /// Parameters that decide where a SET stops.
  public var stops: [StochasticStop] = []
  /// Nil where nothing is known.
  public var readNoise: ReadNoise?
  /// Nil where nothing is known.
  public var telegraphNoise: TelegraphNoise?
  /// Of the conductance after a write; nil where nothing is known, or where the equations themselves relax.
  public var relaxation: Relaxation?
  /// Probability that a RESET leaves a cell stuck in LRS for ever; nil where nothing is known.
  public var stuckPerReset: Double?
  /// Where `stuckPerReset` comes from.
  public var stuckSource = ""

  /// None known.
  public init() {}

  /// Whether anything is known.
  public var isEmpty: Bool { self == Fluctuations() }

  /// Each part in words, with its source, for people.
  public var words: [String] {
    stops.map(\.words) + [readNoise?.words, telegraphNoise?.words, relaxation?.words].compactMap { $0 }
      + [stuckPerReset.map { "stuck in LRS after \(SpiceNumber.shortest($0)) of all RESETs (\(stuckSource))" }].compactMap { $0 }
  }
}

/// A parameter of the equations that decides where a SET stops, and that differs from SET to SET.
public struct StochasticStop: Hashable, Sendable {
  /// How the draws act on the parameter.
  public enum Form: String, Hashable, Sendable, CaseIterable {
    /// The parameter's logarithm gets their sum.
    case logNormal = "lognormal"
    /// The parameter gets their sum, in its unit.
    case normal
  }

  /// Name of the subcircuit's parameter; constant over a pulse.
  public var parameter: String
  /// Of the sum of the three draws.
  public var form: Form
  /// Standard deviations of the parts that differ from cell to cell, that each RESET draws anew, and that each SET pulse
  /// draws anew: of the logarithm, or in the parameter's unit.
  public var cell, cycle, pulse: Double
  /// Where they come from, or that they are an assumption.
  public var source: String

  /// Nothing is checked; the deviations must be 0 or more.
  public init(parameter: String, form: Form, cell: Double, cycle: Double, pulse: Double, source: String) {
    (self.parameter, self.form, self.source) = (parameter, form, source)
    (self.cell, self.cycle, self.pulse) = (cell, cycle, pulse)
  }

  /// The parameter's value in a pulse.
  /// - Parameter value: without fluctuations.
  func value(_ value: Double, at count: WriteCount, seed: UInt64) -> Double {
    func score(_ part: String, _ deviation: Double) -> Double {
      guard deviation > 0 else { return 0 }
      var stream = RandomStream(seed: seed, purpose: "stop of \(parameter), \(part)", index: count.cell)
      return deviation * stream.standardNormal()
    }
    let sum =
      score("cell", cell) + score("cycle \(count.cycle)", cycle)
      + score("cycle \(count.cycle), pulse \(count.pulse)", pulse)
    return moved(value, by: sum)
  }

  /// The parameter's value in a pulse at one standard score for cell, cycle and pulse together.
  /// - Parameter value: without fluctuations.
  public func value(_ value: Double, score: Double) -> Double { moved(value, by: deviation * score) }

  /// Standard deviation of the sum of the three draws.
  public var deviation: Double { (cell * cell + cycle * cycle + pulse * pulse).squareRoot() }

  private func moved(_ value: Double, by sum: Double) -> Double { form == .logNormal ? value * exp(sum) : value + sum }

  var words: String {
    func text(_ value: Double) -> String { SpiceNumber.shortest(value) }
    return "a SET stops by \(parameter), \(form == .logNormal ? "log-normal" : "normal"), cell \(text(cell)), cycle "
      + "\(text(cycle)), pulse \(text(pulse)) (\(source))"
  }
}

/// Which write of which cell: what the draws of a write depend on besides the seed.
public struct WriteCount: Hashable, Sendable {
  /// The cell's number in the run.
  public var cell: Int
  /// RESETs that it got; each starts a cycle with draws of its own.
  public var cycle: Int
  /// SET pulses that it got in this cycle, before this one.
  public var pulse: Int

  /// All counted from 0.
  public init(cell: Int, cycle: Int = 0, pulse: Int = 0) {
    (self.cell, self.cycle, self.pulse) = (cell, cycle, pulse)
  }
}

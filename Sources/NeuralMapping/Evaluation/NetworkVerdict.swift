import CrossbarPrimitives
import Foundation

/// What is left of a network once it is quantised, stored and read back: judged against the network as it was trained and
/// against guessing, as far as so many images can tell.
///
/// All three networks see the same images. One of them counts as worse than another where the other's accuracy lies above
/// its own Wilson interval of 95 %, and as no better than guessing where chance lies within or above that interval.
public struct NetworkVerdict: Equatable, Sendable {
  public enum Outcome: String, Encodable, Sendable {
    /// As good as the float network.
    case kept
    /// Worse in these images than the float network, by no more than so few images may show by chance.
    case undecided
    /// So many cells are unknown that nothing is to be said of the array.
    case unknown
    /// Worse than the float network, by what quantisation took; storage took nothing on top.
    case worsenedByQuantization = "worsened_by_quantization"
    /// Worse than the float network, by storage, whatever quantisation took before.
    case worsenedByStorage = "worsened_by_storage"
    /// No better than guessing when read back, and no better when it was quantised.
    case lostByQuantization = "lost_by_quantization"
    /// No better than guessing when read back, and better before it was stored.
    case lostByStorage = "lost_by_storage"
    /// No better than guessing before anything was done to it.
    case neverWorked = "never_worked"
  }

  public let float, quantized, readBack: Proportion
  /// The accuracy of always answering with the most frequent label.
  public let chance: Double
  /// Cells of which nothing is known, since they could not be simulated or read, of all.
  public let unknownCells: Proportion
  public let outcome: Outcome

  /// With a larger share of unknown cells, which count as written, there is no verdict: a hundredth of the cells in error is
  /// what costs a network its accuracy.
  public static let tolerableUnknownShare = 0.01

  public init(
    float: Proportion, quantized: Proportion, readBack: Proportion, chance: Double,
    unknownCells: Proportion = Proportion(0, of: 0)
  ) {
    self.unknownCells = unknownCells
    (self.float, self.quantized, self.readBack, self.chance) = (float, quantized, readBack, chance)
    func isGuessing(_ accuracy: Proportion) -> Bool { accuracy.wilsonInterval().lowerBound <= chance }
    let interval = readBack.wilsonInterval()
    let upper = interval.upperBound
    outcome =
      if unknownCells.value > Self.tolerableUnknownShare {
        .unknown
      } else if isGuessing(float) {
        .neverWorked
      } else if isGuessing(readBack) {
        isGuessing(quantized) ? .lostByQuantization : .lostByStorage
      } else if upper >= float.value {
        // Within five points of the float network at the worst, or not below it at all.
        readBack.value >= float.value || float.value - interval.lowerBound <= 0.05 ? .kept : .undecided
      } else {
        upper < quantized.value ? .worsenedByStorage : .worsenedByQuantization
      }
  }

  public init(
    _ network: Network, quantized: Network, readBack: Network, on images: LabelledImages, unknownCells: Proportion
  ) throws {
    let most = Dictionary(grouping: images.labels, by: { $0 }).values.map(\.count).max() ?? 0
    self.init(
      float: try network.accuracy(on: images), quantized: try quantized.accuracy(on: images),
      readBack: try readBack.accuracy(on: images), chance: Proportion(most, of: images.count).value,
      unknownCells: unknownCells)
  }

  /// What each step took of the share of images that are classified right; less than zero where it added.
  public var lostByQuantization: Double { float.value - quantized.value }
  public var lostByStorage: Double { quantized.value - readBack.value }

  /// In a sentence or two.
  public var words: String {
    let interval = readBack.wilsonInterval()
    let found =
      "with the weights read back it classifies \(percent(readBack.value)) of \(readBack.trials) images right (95 % interval "
      + "\(percent(interval.lowerBound)) to \(percent(interval.upperBound))), quantized \(percent(quantized.value)), as trained "
      + "\(percent(float.value))"
    return "\(lead): \(found). Quantisation \(change(lostByQuantization)), storage \(change(lostByStorage)); "
      + "guessing gives \(percent(chance))."
  }

  private var lead: String {
    switch outcome {
    case .kept:
      readBack.value >= float.value
        ? "The array keeps its network" : "The array keeps its network as far as \(readBack.trials) images can tell"
    case .undecided: "\(readBack.trials) images cannot tell whether the array keeps its network"
    case .unknown:
      "Nothing is to be said of the array, with \(unknownCells.successes) of \(unknownCells.trials) cells unknown"
    case .worsenedByQuantization: "Quantisation, and not the array, costs the network accuracy"
    case .worsenedByStorage: "The array does not keep its network"
    case .lostByQuantization: "Quantisation leaves no network for the array to keep"
    case .lostByStorage: "The array loses its network"
    case .neverWorked: "The network is no better than guessing before it is stored"
    }
  }

  private func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }

  private func change(_ lost: Double) -> String {
    if abs(lost) < 5e-4 { return "took nothing" }
    return "\(lost > 0 ? "took" : "added") \(String(format: "%.1f", 100 * abs(lost))) points"
  }
}

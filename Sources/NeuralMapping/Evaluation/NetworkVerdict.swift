import CrossbarPrimitives
import Foundation

/// What remains of a network after quantization, storage and reading back: compared with the network as trained and with
/// guessing, as far as the number of images permits.
///
/// All three networks see the same images. One of them counts as worse than another if the other's accuracy lies above
/// its own 95 % Wilson interval, and as no better than guessing if chance lies within or above that interval.
public struct NetworkVerdict: Equatable, Sendable {
  /// The verdict. The cases exclude each other; `outcome` is the first that applies of unknown, never worked, lost, and
  /// the rest.
  public enum Outcome: String, Encodable, Sendable {
    /// As good as the float network.
    case kept
    /// Worse than the float network on these images, but by no more than chance may explain with so few of them.
    case undecided
    /// Too many cells are unknown for a statement about the array.
    case unknown
    /// Worse than the float network because of quantization; storage lost nothing more.
    case worsenedByQuantization = "worsened_by_quantization"
    /// Worse than the float network because of storage, whatever quantization lost before.
    case worsenedByStorage = "worsened_by_storage"
    /// No better than guessing when read back, and already so after quantization.
    case lostByQuantization = "lost_by_quantization"
    /// No better than guessing when read back, but better before it was stored.
    case lostByStorage = "lost_by_storage"
    /// No better than guessing as trained.
    case neverWorked = "never_worked"
  }

  /// Images classified right by the network as trained, quantized, and read back from the cells.
  public let float, quantized, readBack: Proportion
  /// The accuracy of always answering with the most frequent label, 0 to 1.
  public let chance: Double
  /// Share of cells of which nothing is known, since they could not be simulated or read.
  public let unknownCells: Proportion
  /// Follows from the shares above; see `Outcome`.
  public let outcome: Outcome

  /// No verdict is given with a larger share of unknown cells, which count as written correctly: one per cent of wrong
  /// cells is what costs a network its accuracy.
  public static let tolerableUnknownShare = 0.01

  /// From three proportions over the same images.
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
        // Not below the float network, or within five points of it even at the lower end of the interval.
        readBack.value >= float.value || float.value - interval.lowerBound <= 0.05 ? .kept : .undecided
      } else {
        upper < quantized.value ? .worsenedByStorage : .worsenedByQuantization
      }
  }

  /// Classifies the images with all three networks.
  /// - Throws: `NeuralMappingError.mismatch` if the images do not fit the networks.
  public init(
    _ network: Network, quantized: Network, readBack: Network, on images: LabelledImages, unknownCells: Proportion
  ) throws {
    self.init(
      float: try network.accuracy(on: images), quantized: try quantized.accuracy(on: images),
      readBack: try readBack.accuracy(on: images), chance: Self.chance(images.labels), unknownCells: unknownCells)
  }

  /// The accuracy of always answering with the most frequent label, 0 to 1.
  public static func chance(_ labels: [Int]) -> Double {
    let most = Dictionary(grouping: labels, by: { $0 }).values.map(\.count).max() ?? 0
    return Proportion(most, of: labels.count).value
  }

  /// Share of images classified right that quantization lost; negative where it gained.
  public var lostByQuantization: Double { float.value - quantized.value }
  /// Share lost between quantization and reading back, by failed writes, disturbs and faulty cells.
  public var lostByStorage: Double { quantized.value - readBack.value }

  /// The verdict in one or two sentences, with all accuracies.
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

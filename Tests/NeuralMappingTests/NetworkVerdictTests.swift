import CrossbarPrimitives
import NeuralMapping
import Testing

@Suite struct NetworkVerdictTests {
  private func verdict(_ float: Int, _ quantized: Int, _ readBack: Int, of images: Int, unknown: Int = 0) -> NetworkVerdict {
    NetworkVerdict(
      float: Proportion(float, of: images), quantized: Proportion(quantized, of: images),
      readBack: Proportion(readBack, of: images), chance: 0.1, unknownCells: Proportion(unknown, of: 1000))
  }

  /// By Wilson's intervals: 10 of 10 is 72 to 100 %, 7 of 10 40 to 89 %, 4 of 10 17 to 69 %, 1 of 10 2 to 40 %;
  /// 9700 of 10,000 is 96.6 to 97.3 %.
  @Test(arguments: [
    ([10, 10, 10, 10], NetworkVerdict.Outcome.kept), ([10, 10, 4, 10], .worsenedByStorage), ([10, 10, 1, 10], .lostByStorage),
    ([7, 1, 1, 10], .lostByQuantization), ([1, 1, 1, 10], .neverWorked), ([7, 8, 6, 10], .undecided),
    ([10, 6, 6, 10], .worsenedByQuantization), ([9720, 9710, 9700, 10_000], .kept),
    ([9760, 9750, 9700, 10_000], .worsenedByStorage),
    ([9760, 9710, 9700, 10_000], .worsenedByQuantization),
  ])
  func eachOutcome(counts: [Int], outcome: NetworkVerdict.Outcome) {
    #expect(verdict(counts[0], counts[1], counts[2], of: counts[3]).outcome == outcome)
  }

  /// Quantisation had killed it: the array does not keep what was not there.
  @Test func theStepThatTookMostIsNamed() {
    let words = verdict(7, 1, 1, of: 10).words
    #expect(words.hasPrefix("Quantisation leaves no network for the array to keep: "), "\(words)")
    #expect(words.contains("Quantisation took 60.0 points, storage took nothing; guessing gives 10.0 %."), "\(words)")
    #expect(verdict(10, 10, 4, of: 10).words.contains("40.0 % of 10 images right (95 % interval 16.8 % to 68.7 %)"))
  }

  @Test func unknownCellsLeaveNoVerdict() {
    #expect(verdict(10, 10, 10, of: 10, unknown: 10).outcome == .kept)
    let words = verdict(10, 10, 10, of: 10, unknown: 11).words
    #expect(words.hasPrefix("Nothing is to be said of the array, with 11 of 1000 cells unknown"), "\(words)")
  }

  /// Always to answer with the most frequent label is no art.
  @Test func chanceIsTheMostFrequentLabel() throws {
    let images = try LabelledImages(
      images: Array(repeating: [1.0], count: 4), labels: [0, 1, 1, 1], classCount: 2, imageRows: 1, imageColumns: 1)
    let constant = Network(layers: [
      DenseLayer(weights: Grid(rows: 1, columns: 2, repeating: 0), biases: [0, 1])
    ])
    let verdict = try NetworkVerdict(
      constant, quantized: constant, readBack: constant, on: images, unknownCells: Proportion(0, of: 4))
    #expect(verdict.chance == 0.75 && verdict.outcome == .neverWorked)
  }
}

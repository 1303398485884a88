import NeuralMapping
import Testing

@Suite struct LabelledImagesTests {
  @Test func flipsEachPixelOfEachDigitOnce() throws {
    let digits = try LabelledImages.schematicDigits()
    let flips = digits.singlePixelFlips()
    #expect(flips.count == 200)
    var seen: Set<[Int]> = []
    for (image, label) in zip(flips.images, flips.labels) {
      let changed = image.indices.filter { image[$0] != digits.images[label][$0] }
      #expect(changed.count == 1)
      seen.insert([label] + changed)
    }
    #expect(seen.count == 200)
  }

  @Test func flippingInvertsGreyValuesAtTheNamedPlace() throws {
    let image = try LabelledImages(
      images: [[0, 0.25, 1, 0.5, 0, 1]], labels: [0], classCount: 1, imageRows: 2, imageColumns: 3)
    #expect(image.flippingPixel(row: 0, column: 1).images == [[0, 0.75, 1, 0.5, 0, 1]])
    #expect(image.flippingPixel(row: 1, column: 2).images == [[0, 0.25, 1, 0.5, 0, 0]])
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(throws: NeuralMappingError.noImages) {
      try LabelledImages(images: [], labels: [], classCount: 2, imageRows: 1, imageColumns: 1)
    }
    #expect(throws: NeuralMappingError.label(2, image: 1, classCount: 2)) {
      try LabelledImages(images: [[0], [1]], labels: [0, 2], classCount: 2, imageRows: 1, imageColumns: 1)
    }
    #expect(throws: NeuralMappingError.self) {
      try LabelledImages(images: [[0], [1]], labels: [0], classCount: 2, imageRows: 1, imageColumns: 1)
    }
    let error = #expect(throws: NeuralMappingError.self) {
      try LabelledImages(images: [[0, 0], [1]], labels: [0, 1], classCount: 2, imageRows: 1, imageColumns: 2)
    }
    #expect(error?.description == "number of pixels of image 1: found 1, expected 1 x 2")
  }
}

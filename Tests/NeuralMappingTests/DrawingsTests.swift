import NeuralMapping
import Testing

@Suite struct DrawingsTests {
  @Test func theTenDigitsAreApartEnoughForOneWrongPixel() throws {
    let digits = try LabelledImages.schematicDigits()
    #expect(digits.labels == Array(0...9))
    #expect(digits.imageRows == 5 && digits.imageColumns == 4 && digits.classCount == 10)
    #expect(digits.images.joined().allSatisfy { $0 == 0 || $0 == 1 })
    for first in 0..<10 {
      for second in 0..<first {
        let distance = zip(digits.images[first], digits.images[second]).count { $0 != $1 }
        #expect(distance >= 3, "\(first) and \(second)")
      }
    }
  }

  @Test func readsAFileOfDrawings() throws {
    let drawings = try LabelledImages(drawings: "// two classes\r\n1\r\n#.\r\n  ..\r\n\r\n0\n##\n.#\n1\n.#\n#.")
    #expect(drawings.labels == [1, 0, 1])
    #expect(drawings.images == [[1, 0, 0, 0], [1, 1, 0, 1], [0, 1, 1, 0]])
    #expect(drawings.classCount == 2 && drawings.imageRows == 2 && drawings.imageColumns == 2)
  }

  @Test(arguments: [
    ("0\n#.\n#x\n", 3, "#x", "a class (0, 1, 2, ...), pixels ('#' or '.') or a comment (// ...)"),
    ("-1\n#.\n", 1, "-1", "a class (0, 1, 2, ...), pixels ('#' or '.') or a comment (// ...)"),
    ("\n#.\n", 2, "#.", "the drawing's class before its first row"),
    ("0\n#.\n\n1\n#..\n", 5, "#..", "2 pixels, as in the first drawing"),
    ("0\n1\n#.\n", 1, "0", "one row or more below; found 0"),
    ("0\n#.\n..\n1\n##\n", 4, "1", "2 rows below, as in the first drawing; found 1"),
  ])
  func namesTheLineAtFault(text: String, line: Int, offending: String, expected: String) {
    #expect(throws: NeuralMappingError.drawing(line: line, text: offending, expected: expected)) {
      try LabelledImages(drawings: text)
    }
  }

  @Test func asksForEveryClass() {
    #expect(throws: NeuralMappingError.classWithoutDrawing(1, highest: 2)) {
      try LabelledImages(drawings: "0\n#\n2\n.")
    }
    #expect(throws: NeuralMappingError.noImages) { try LabelledImages(drawings: "// nothing\n") }
    let enormous = "0\n#\n\(Int.max)\n."
    #expect(throws: NeuralMappingError.classWithoutDrawing(1, highest: .max)) {
      try LabelledImages(drawings: enormous)
    }
  }
}

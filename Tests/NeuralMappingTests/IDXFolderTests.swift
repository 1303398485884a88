import Foundation
import NeuralMapping
import Testing

@Suite struct IDXFolderTests {
  @Test(arguments: [false, true]) func readsBothHalves(packed: Bool) throws {
    try withTemporaryFolder { folder in
      try writeTinySet(in: folder, packed: packed)
      let training = try LabelledImages(idxFolder: folder, .training)
      #expect(training.count == 3 && training.imageRows == 2 && training.imageColumns == 3)
      #expect(training.labels == [2, 0, 3])
      #expect(training.pixels == (0..<18).map { Float($0 * 15) / 255 })
      let test = try LabelledImages(idxFolder: folder, .test)
      // The test half holds no image of the classes 2 and 3, which there are all the same.
      #expect(test.labels == [1, 0] && test.classCount == 4)
      #expect(test.image(0) == [0, 1, Double(Float(0.2)), 0, 0, 0])
      let first = try LabelledImages(idxFolder: folder, .training, limit: 2)
      #expect(first == training.prefix(2) && first.labels == [2, 0] && first.classCount == 4)
    }
  }

  /// The contents decide, not the name.
  @Test func readsPackedFilesUnderPlainNames() throws {
    try withTemporaryFolder { folder in
      try writeTinySet(in: folder)
      let plain = try LabelledImages(idxFolder: folder, .test)
      try IDXBytes.labels([1, 0]).write(to: folder + "/t10k-labels-idx1-ubyte", packed: true)
      #expect(try LabelledImages(idxFolder: folder, .test) == plain)
      try FileManager.default.moveItem(
        atPath: folder + "/t10k-images-idx3-ubyte", toPath: folder + "/t10k-images.idx3-ubyte.gz")
      #expect(try LabelledImages(idxFolder: folder, .test) == plain)
    }
  }

  /// What is put in the place of a file of the test half, and what is said of it.
  @Test(arguments: [
    ("images", IDXBytes.labels([1, 0]), "a file of labels; expected a file of images, which begins with 0x00000803"),
    ("labels", .images([2, 2, 3], []), "a file of images; expected a file of labels, which begins with 0x00000801"),
    (
      "labels", IDXBytes(magic: 0xD01, shape: [2], elements: [1, 0]),
      "a file that begins with 0x00000d01; expected a file of labels, which begins with 0x00000801"
    ),
    ("images", .images([2, 2, 3], [1, 2, 3]), "3 bytes behind the header; expected 12 for 2 x 2 x 3 images"),
    ("images", .images([1, 1, 1], [1, 2]), "more bytes; expected the end after 1 for 1 x 1 x 1 images"),
    ("images", .images([0, 2, 3], []), "0 x 2 x 3 elements; expected at least one of images"),
    ("labels", .labels([]), "0 elements; expected at least one of labels"),
    ("images", IDXBytes(magic: 0x803, shape: [2], elements: []), "a header of 8 bytes; expected 16 bytes"),
    (
      "images", .images([4_294_967_295, 65_536, 65_536], []),
      "4294967295 x 65536 x 65536 elements; expected at most 1073741824 of them"
    ),
  ])
  func saysWhatIsWrongWithAFile(kind: String, file: IDXBytes, text: String) throws {
    for packed in [false, true] {
      try withTemporaryFolder { folder in
        try writeTinySet(in: folder)
        let path = "\(folder)/t10k-\(kind)-idx\(kind == "images" ? 3 : 1)-ubyte"
        try file.write(to: path, packed: packed)
        let error = #expect(throws: NeuralMappingError.self) { try LabelledImages(idxFolder: folder, .test) }
        #expect(error?.description == "'\(path)': \(text)")
      }
    }
  }

  @Test func saysWhichCountsDiffer() throws {
    try withTemporaryFolder { folder in
      try writeTinySet(in: folder)
      let path = folder + "/train-labels-idx1-ubyte"
      try IDXBytes.labels([1, 0]).write(to: path)
      let error = #expect(throws: NeuralMappingError.self) { try LabelledImages(idxFolder: folder, .training) }
      #expect(
        error?.description
          == "'\(path)': 2 labels; expected 3, one for each image of '\(folder)/train-images-idx3-ubyte'")
    }
  }

  @Test func saysWhatIsMissingEmptyOrCutOff() throws {
    try withTemporaryFolder { folder in
      func description() -> String? {
        #expect(throws: NeuralMappingError.self) { try LabelledImages(idxFolder: folder, .test) }?.description
      }
      #expect(description()?.hasPrefix("'\(folder)': none of the files t10k-images-idx3-ubyte, ") == true)
      try writeTinySet(in: folder)
      let path = folder + "/t10k-images-idx3-ubyte"
      try Data().write(to: URL(fileURLWithPath: path))
      #expect(description()?.hasPrefix("'\(path)': an empty file; expected a file of images") == true)
      try Data([0, 0]).write(to: URL(fileURLWithPath: path))
      #expect(description()?.hasPrefix("'\(path)': 2 bytes; expected a file of images") == true)

      // A packed file without its end, and one with a byte changed.
      try IDXBytes.images([2, 20, 30], (0..<1200).map { UInt8($0 * 7 % 251) }).write(to: path, packed: true)
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      try whole.dropLast(9).write(to: URL(fileURLWithPath: path))
      #expect(description()?.contains("packed data that ends early") == true)
      var damaged = whole
      damaged[damaged.count - 6] ^= 0xFF
      try damaged.write(to: URL(fileURLWithPath: path))
      #expect(description()?.contains("unreadable data") == true)

      try FileManager.default.removeItem(atPath: path)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      #expect(description() == "'\(path)': a folder; expected a file, plain or packed by gzip")
    }
  }

  /// A header of a few bytes announces hundreds of megabytes: none of them is asked for.
  @Test(arguments: [false, true]) func whatAFileCannotHoldTakesNoMemory(packed: Bool) throws {
    try withTemporaryFolder { folder in
      try writeTinySet(in: folder)
      try IDXBytes.images([30_000, 100, 100], [1, 2, 3]).write(to: folder + "/t10k-images-idx3-ubyte", packed: packed)
      let error = #expect(throws: NeuralMappingError.self) { try LabelledImages(idxFolder: folder, .test) }
      #expect(error?.description.contains("bytes behind the header; expected 300000000 for 30000 x 100 x 100 images") == true)
      #expect(error?.description.contains("at most ") == true)
    }
  }
}

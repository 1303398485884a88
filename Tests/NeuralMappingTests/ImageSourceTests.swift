import Foundation
import NeuralMapping
import Testing

@testable import ArrayFiles

@Suite struct ImageSourceTests {
  private func withArchive(_ arrays: [String: NPYArray], _ body: (ImageSource) throws -> Void) throws {
    try withTemporaryFolder { folder in
      try NPZArchive.data(arrays).write(to: URL(fileURLWithPath: folder + "/d.npz"))
      try body(ImageSource(folder + "/d.npz"))
    }
  }

  private func archiveRefusal(_ arrays: [String: NPYArray]) throws -> String {
    var text = ""
    try withArchive(arrays) { source in
      let error = #expect(throws: NeuralMappingError.self) { try source.images(.test) }
      text = error?.description ?? ""
    }
    return text
  }

  @Test func readsArchives() throws {
    let images = try NetworkFixtures.images()
    #expect(images.count == 1000 && images.shape == FeatureMapShape(rows: 12, columns: 12, channels: 1))
    #expect(images.classCount == 10 && images.pixels.max().map { $0 <= 1 && $0 > 0.9 } == true)
    // Channels first and last are the same images.
    let first = NPYArray(shape: [2, 3, 5, 5], values: (0..<150).map(Double.init))
    let last = NPYArray(
      shape: [2, 5, 5, 3],
      values: (0..<150).map { place in
        let (image, pixel, channel) = (place / 75, place % 75 / 3, place % 3)
        return Double(image * 75 + channel * 25 + pixel)
      })
    var found: [LabelledImages] = []
    for x in [first, last] {
      try withArchive(["x_test": x, "y_test": NPYArray(shape: [2, 3], values: [0, 0, 1, 1, 0, 0])]) { source in
        found.append(try source.images(.test))
        #expect(source.fitting(found[0], outputs: 5).classCount == 5)
      }
    }
    #expect(found[0] == found[1] && found[0].labels == [2, 0] && found[0].channels == 3)
  }

  @Test func saysWhatIsWrongWithAnArchive() throws {
    let x = NPYArray(shape: [2, 4], values: Array(repeating: 0, count: 8))
    #expect(try archiveRefusal(["a": x]).contains("the arrays 'a'; expected images x and labels y"))
    #expect(try archiveRefusal(["x": x, "y": NPYArray(shape: [3], values: [0, 1, 0])]).contains("3 labels; expected 2"))
    #expect(try archiveRefusal(["x": x, "y": NPYArray(shape: [2], values: [0, 0.5])]).contains("0.5 for image 1"))
    let y = NPYArray(shape: [2], values: [0, 1])
    let cube = NPYArray(shape: [2, 5, 5, 5], values: Array(repeating: 0, count: 250))
    #expect(try archiveRefusal(["x": cube, "y": y]).contains("--layout channels-first or channels-last"))
    #expect(try archiveRefusal(["x": NPYArray(shape: [2, 1], values: [.nan, 0]), "y": y]).contains("is nan"))
  }

  /// EMNIST's letters have labels from 1 on, and a network may have an output for none.
  @Test func readsEMNIST() throws {
    try withTemporaryFolder { folder in
      for (half, labels) in [("train", [1, 2, 3]), ("test", [2, 3])] as [(String, [UInt8])] {
        try IDXBytes.images([labels.count, 2, 2], Array(repeating: 51, count: 4 * labels.count))
          .write(to: "\(folder)/emnist-letters-\(half)-images-idx3-ubyte")
        try IDXBytes.labels(labels).write(to: "\(folder)/emnist-letters-\(half)-labels-idx1-ubyte.gz", packed: true)
      }
      let images = try ImageSource(folder).images(.test)
      #expect(images.labels == [1, 2] && images.classCount == 3 && images.firstLabel == 1)
      let own = images.fitting(outputs: 4)
      #expect(own.labels == [2, 3] && own.classCount == 4 && own.firstLabel == 0)
      #expect(try ImageSource(folder + "/emnist-letters").images(.training).labels == [0, 1, 2])
      try IDXBytes.labels([0]).write(to: folder + "/emnist-digits-test-images-idx3-ubyte")
      let error = #expect(throws: NeuralMappingError.self) { try ImageSource(folder).images(.test) }
      #expect(error?.description.contains("several parts of a data set: emnist-digits, emnist-letters") == true)
    }
  }

  @Test func readsCIFAR() throws {
    try withTemporaryFolder { folder in
      var image: [UInt8] = [7]
      for place in 0..<3072 { image.append(UInt8(place / 1024 * 51 + place % 2)) }
      try Data(image + image).write(to: URL(fileURLWithPath: folder + "/test_batch.bin"))
      let images = try ImageSource(folder).images(.test, limit: 1)
      #expect(images.count == 1 && images.labels == [7] && images.shape.channels == 3 && images.classCount == 10)
      #expect(images.pixels[..<4].map { Int(($0 * 255).rounded()) } == [0, 51, 102, 1])
      let bright = try images.normalized(means: [0, 0.2, 0.4], deviations: [1, 1, 0.5])
      #expect(abs(bright.pixels[1]) < 1e-6 && abs(bright.pixels[2]) < 1e-6)
      #expect(throws: NeuralMappingError.self) { try images.normalized(means: [0, 1], deviations: [1]) }
      #expect(throws: NeuralMappingError.self) { try ImageSource(folder).images(.training) }
      try Data(image.dropLast()).write(to: URL(fileURLWithPath: folder + "/test_batch.bin"))
      #expect(throws: NeuralMappingError.self) { try ImageSource(folder).images(.test) }
    }
  }
}

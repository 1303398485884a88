import Foundation
import Fuzzing
import Testing

@testable import ArrayFiles

/// Readers of arrays on spoilt files; `MXBAR_FUZZ_INPUTS` says how many.
@Suite struct ArrayFuzzTests {
  private static let arrays = [
    "w0": NPYArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]), "b0": NPYArray(shape: [3], values: [0.5, -1, 1e-300]),
  ]
  private static let words = [
    "descr", "'<f8'", "'|u1'", "'<f2'", "fortran_order", "True", "shape", "(4611686018427387904,)", "F64", "BF16", "data_offsets",
    "[0,99999999999]", "w0.npy", "PK",
  ]

  private static func isRefusal(_ error: any Error) -> Bool { error is ArrayFileError }

  @Test func npy() {
    let seeds = [
      Array(NPYArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]).data),
      Array(NPYArrayTests.file(NPYArrayTests.header(">i2", fortran: true, shape: "(2, 2)"), elements: [0, 1, 0, 2, 0, 3, 0, 4])),
      Array(NPYArrayTests.file(NPYArrayTests.header("<f2", shape: "(2,)"), version: 2, elements: [0, 60, 0, 60])),
    ]
    #expect(
      fuzz("npy", seeds: seeds, words: Self.words, isRefusal: Self.isRefusal) { bytes in
        _ = try NPYArray(Data(bytes), path: "a.npy", name: nil)
      } == [])
  }

  @Test func npz() throws {
    let seeds = [
      Array(try NPZArchive.data(Self.arrays)), Array(try NPZArchiveTests.compressedByNumPy()),
    ]
    #expect(
      fuzz("npz", seeds: seeds, words: Self.words, isRefusal: Self.isRefusal) { bytes in
        _ = try NPZArchive.members(Data(bytes), path: "a.npz")
      } == [])
  }

  @Test func safetensors() {
    let header =
      #"{"__metadata__":{"format":"pt"},"a.weight":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"#
      + #""a.bias":{"dtype":"BF16","shape":[2],"data_offsets":[16,20]}}"#
    let seed = [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + Array(repeating: 63, count: 20)
    #expect(
      fuzz("safetensors", seeds: [seed], words: Self.words, isRefusal: Self.isRefusal) { bytes in
        _ = try SafetensorsFile.members(Data(bytes), path: "a.safetensors")
      } == [])
  }

  @Test func matrices() throws {
    let seeds = [
      Array("1e3,2.5,inf\n4,5,6\n".utf8), Array("# by hand\r\n1 2\r\n3\t4\r\n".utf8), Array("\u{FEFF}1;2\n3;4".utf8),
      Array(try NPZArchive.data(["r": NPYArray(shape: [1, 2], values: [1, 2])])),
      Array(NPYArray(shape: [1, 1], values: [1]).data),
    ]
    #expect(
      fuzz("matrix", seeds: seeds, words: Self.words, isRefusal: Self.isRefusal) { bytes in
        _ = try MatrixFile.matrix(Data(bytes), path: "m.csv")
      } == [])
  }
}

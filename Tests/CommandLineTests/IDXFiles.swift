import ArrayFiles
import Foundation

/// Writes a data set of three classes of 4 x 4 pixels in the four IDX files of MNIST: bars at different heights, with noise.
func writeBars(in folder: String, training: Int = 300, test: Int = 60) throws {
  for (half, count) in [("train", training), ("t10k", test)] {
    let labels = (0..<count).map { UInt8($0 % 3) }
    let pixels = (0..<count).flatMap { image in
      (0..<16).map { pixel -> UInt8 in
        let isBar = pixel / 4 == image % 3
        let noise = (image * 31 + pixel * 17) % 40
        return UInt8(isBar ? 215 + noise : noise)
      }
    }
    try idx(0x803, [count, 4, 4], pixels).write(to: URL(fileURLWithPath: "\(folder)/\(half)-images-idx3-ubyte"))
    try idx(0x801, [count], labels).write(to: URL(fileURLWithPath: "\(folder)/\(half)-labels-idx1-ubyte"))
  }
}

/// Writes the data set and the weights into a folder, as `data` and `bars.npz`.
func writeBarData(in folder: String) throws {
  try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
  try writeBars(in: folder + "/data")
  try writeBarWeights(to: folder + "/bars.npz")
}

/// Writes the weights of one layer that tells the bars apart: the mean of each of the first three rows of pixels, of which the
/// brightest is the class.
func writeBarWeights(to path: String) throws {
  let weights = (0..<16).flatMap { pixel in (0..<3).map { pixel / 4 == $0 ? 1.0 : -0.5 } }
  let archive = ["w0": NPYArray(shape: [16, 3], values: weights), "b0": NPYArray(shape: [3], values: [0, 0, 0])]
  try NPZArchive.data(archive).write(to: URL(fileURLWithPath: path))
}

/// An IDX file by the format's definition: big-endian numbers, then bytes.
private func idx(_ magic: UInt32, _ shape: [Int], _ elements: [UInt8]) -> Data {
  let header = ([magic] + shape.map(UInt32.init)).flatMap { number in
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
  return Data(header + elements)
}

import Foundation

typealias Vector8 = SIMD8<Double>

typealias AlignedBuffer = ScalarBuffer<Double>

/// Numbers at a fixed address, aligned for vectors of eight, initially zero. Holds at least eight.
final class ScalarBuffer<Scalar: SIMDScalar>: @unchecked Sendable {
  // Unchecked, since kernels on several threads write to it at once, each to lines of its own.
  /// Valid as long as the buffer lives; kernels index it without bounds checks.
  let pointer: UnsafeMutablePointer<Scalar>
  let count: Int

  private let memory: PooledMemory

  init(count: Int) {
    self.count = count
    memory = PooledMemory(bytes: max(count, 8) * MemoryLayout<Scalar>.stride)
    pointer = memory.start.bindMemory(to: Scalar.self, capacity: max(count, 8))
  }

  /// Sets all to zero.
  func clear() { memset(pointer, 0, count * MemoryLayout<Scalar>.stride) }
}

extension Vector8 {
  /// The larger of each element and the magnitude of another's.
  @inline(__always) func larger(thanMagnitudeOf other: Vector8) -> Vector8 {
    let magnitude = other.magnitudes
    return replacing(with: magnitude, where: self .< magnitude)
  }

  /// Absolute values, by clearing the sign bits.
  @inline(__always) var magnitudes: Vector8 {
    unsafeBitCast(unsafeBitCast(self, to: SIMD8<UInt64>.self) & 0x7fff_ffff_ffff_ffff, to: Vector8.self)
  }
}

extension UnsafeMutablePointer where Pointee: SIMDScalar {
  /// Eight consecutive numbers, at any alignment.
  @inline(__always) func vector(_ offset: Int) -> SIMD8<Pointee> {
    UnsafeRawPointer(self + offset).loadUnaligned(as: SIMD8<Pointee>.self)
  }

  @inline(__always) func store(_ vector: SIMD8<Pointee>, _ offset: Int) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: vector, as: SIMD8<Pointee>.self)
  }
}

extension UnsafeMutablePointer<Double> {
  /// One number from each of eight rows.
  @inline(__always) func gather(_ offset: Int, _ stride: Int) -> Vector8 {
    let p = self + offset
    return Vector8(
      p[0], p[stride], p[2 * stride], p[3 * stride], p[4 * stride], p[5 * stride], p[6 * stride], p[7 * stride])
  }

  @inline(__always) func scatter(_ vector: Vector8, _ offset: Int, _ stride: Int) {
    let p = self + offset
    p[0] = vector[0]
    p[stride] = vector[1]
    p[2 * stride] = vector[2]
    p[3 * stride] = vector[3]
    p[4 * stride] = vector[4]
    p[5 * stride] = vector[5]
    p[6 * stride] = vector[6]
    p[7 * stride] = vector[7]
  }
}

extension PlaneShape {
  /// target += factor vector
  func add(_ factor: Double, _ vector: AlignedBuffer, to target: AlignedBuffer) {
    forEach(of: chunks) { chunk in
      for place in places(ofChunk: chunk) {
        target.pointer.store(target.pointer.vector(place) + factor * vector.pointer.vector(place), place)
      }
    }
  }

  /// target = vector + factor target
  func renew(_ target: AlignedBuffer, _ factor: Double, plus vector: AlignedBuffer) {
    forEach(of: chunks) { chunk in
      for place in places(ofChunk: chunk) {
        target.pointer.store(vector.pointer.vector(place) + factor * target.pointer.vector(place), place)
      }
    }
  }

  func dot(_ one: AlignedBuffer, _ other: AlignedBuffer) -> Double {
    sum(over: chunks) { chunk in
      var total = Vector8.zero
      for place in places(ofChunk: chunk) { total += one.pointer.vector(place) * other.pointer.vector(place) }
      return total.sum()
    }
  }

  private func places(ofChunk chunk: Int) -> StrideTo<Int> {
    let blocks = blocks(ofChunk: chunk)
    return Swift.stride(from: 8 * blocks.lowerBound * stride, to: 8 * blocks.upperBound * stride, by: 8)
  }
}

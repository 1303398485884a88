/// One instruction: an operation on registers, which are given by their byte offsets in memory.
struct Instruction: Hashable, Sendable {
  var operation: Operation
  var result: UInt32
  var a: UInt32 = 0
  var b: UInt32 = 0
  var c: UInt32 = 0
  var d: UInt32 = 0
}

extension Array<Instruction> {
  /// Runs the instructions on registers of eight lanes.
  @inline(never)
  func run(on registers: UnsafeMutablePointer<Lanes>) {
    let start = UnsafeMutableRawPointer(registers)
    func register(_ offset: UInt32) -> UnsafeMutablePointer<Lanes> {
      (start + Int(offset)).assumingMemoryBound(to: Lanes.self)
    }
    withUnsafeBufferPointer { steps in
      for step in steps {
        let (result, a, b, c) = (register(step.result), register(step.a), register(step.b), register(step.c))
        switch step.operation {
        case .add: result.pointee = a.pointee + b.pointee
        case .subtract: result.pointee = a.pointee - b.pointee
        case .multiply: result.pointee = a.pointee * b.pointee
        case .negate: result.pointee = -a.pointee
        case .reciprocal: result.pointee = 1.0 / a.pointee
        case .minimum: result.pointee = smaller(a.pointee, b.pointee)
        case .maximum: result.pointee = larger(a.pointee, b.pointee)
        case .absolute: result.pointee = magnitude(a.pointee)
        case .squareRoot: result.pointee = CompiledDevices.squareRoot(a.pointee)
        case .exponential: result.pointee = CompiledDevices.exponential(a.pointee)
        case .sinh: result.pointee = hyperbolicSine(a.pointee)
        case .cosh: result.pointee = hyperbolicCosine(a.pointee)
        case .tanh: result.pointee = hyperbolicTangent(a.pointee)
        case .select: result.pointee = CompiledDevices.select(a.pointee .< b.pointee, c.pointee, register(step.d).pointee)
        case .multiplyAdd: result.pointee = a.pointee * b.pointee + c.pointee
        case .multiplySubtract: result.pointee = a.pointee * b.pointee - c.pointee
        case .negatedMultiplyAdd: result.pointee = c.pointee - a.pointee * b.pointee
        }
      }
    }
  }
}

/// Programs that run in sequence on one set of registers, in which every value of a graph has its own register.
struct RegisterPrograms: Sendable {
  /// What a program computes beyond earlier programs: all that the outputs need, or only those parts that depend on
  /// nothing but `within`.
  struct Stage {
    var outputs: [Int]
    var within = ExpressionGraph.Dependence.all
  }

  /// The programs, to be run in this order; a later one may be rerun alone while the inputs of earlier ones stay.
  let stages: [[Instruction]]
  /// Number of registers, including one for inputs that nothing reads.
  let registerCount: Int
  private let registers: [Int: Int]
  private let constants: [(register: Int, value: Double)]
  private let inputs: [ExpressionGraph.Input: Int]

  init(_ graph: ExpressionGraph, _ stages: [Stage]) {
    var builder = RegisterProgramBuilder(graph, stages)
    self.stages = builder.instructions()
    for output in stages.flatMap(\.outputs) { _ = builder.register(output) }
    registers = builder.registers
    registerCount = builder.registers.count + 1
    var constants: [(register: Int, value: Double)] = []
    var inputs: [ExpressionGraph.Input: Int] = [:]
    for (node, register) in builder.registers {
      switch graph.nodes[node] {
      case .constant(let value): constants.append((register, value))
      case .input(let input): inputs[input] = register
      default: break
      }
    }
    self.constants = constants
    self.inputs = inputs
  }

  /// The register of an output.
  func register(of output: Int) -> Int { registers[output] ?? unused }

  /// The register of an input. Unused inputs share one that nothing reads.
  func register(of input: ExpressionGraph.Input) -> Int { inputs[input] ?? unused }

  private var unused: Int { registerCount - 1 }

  /// New registers with the constants filled in.
  func makeRegisters() -> LaneMemory {
    let memory = LaneMemory(count: registerCount)
    for (register, value) in constants { memory.start[register] = all(value) }
    return memory
  }
}

/// Orders the nodes of a graph into programs, and assigns their registers.
private struct RegisterProgramBuilder {
  private let graph: ExpressionGraph
  /// The nodes that each program computes, operands first.
  private var orders: [[Int]] = []
  /// How often each node is an operand: a product used once may be fused.
  private var uses: [Int: Int] = [:]
  private var outputs: Set<Int> = []
  private(set) var registers: [Int: Int] = [:]

  init(_ graph: ExpressionGraph, _ stages: [RegisterPrograms.Stage]) {
    self.graph = graph
    var done: Set<Int> = []
    for stage in stages {
      let order = graph.reachable(from: stage.outputs).filter { node in
        !graph.nodes[node].operands.isEmpty && graph.dependences[node].isSubset(of: stage.within) && done.insert(node).inserted
      }
      for node in order { for operand in graph.nodes[node].operands { uses[operand, default: 0] += 1 } }
      orders.append(order)
      outputs.formUnion(stage.outputs)
    }
  }

  /// Byte offset of a node's register, which is assigned at first use.
  mutating func register(_ node: Int) -> UInt32 {
    let register = registers[node] ?? registers.count
    registers[node] = register
    return UInt32(truncatingIfNeeded: register * MemoryLayout<Lanes>.stride)
  }

  /// The programs in order, scheduled and with products fused.
  mutating func instructions() -> [[Instruction]] {
    var result: [[Instruction]] = []
    for order in orders {
      let (fused, fusions) = fusions(in: order)
      result.append(
        scheduled(order).filter { !fused.contains($0) }.compactMap { node in
          fusions[node].map { fuse(node, $0) } ?? instruction(node)
        })
    }
    return result
  }

  /// Schedules nodes by longest remaining latency, so that independent chains interleave and the processor overlaps
  /// them.
  private func scheduled(_ order: [Int]) -> [Int] {
    let members = Set(order)
    var heights: [Int: Int] = [:]
    for node in order.reversed() {
      let height = heights[node, default: 0] + cost(node)
      heights[node] = height
      for operand in graph.nodes[node].operands where members.contains(operand) {
        heights[operand] = max(heights[operand, default: 0], height)
      }
    }
    return order.sorted { (heights[$1, default: 0], $0) < (heights[$0, default: 0], $1) }
  }

  /// Approximate latency of a node's operation, cycles.
  private func cost(_ node: Int) -> Int {
    switch graph.nodes[node] {
    case .operation(.exponential, _): 60
    case .operation(.sinh, _), .operation(.cosh, _): 90
    case .operation(.tanh, _): 120
    case .operation(.reciprocal, _): 30
    case .operation(.squareRoot, _): 70
    default: 10
    }
  }

  /// A sum or difference that takes in one of its operands, a product.
  private struct Fusion {
    var operation: Operation
    var product: Int
    var other: Int
  }

  /// Products that are used once, fused with the sum or difference that uses them.
  private func fusions(in order: [Int]) -> (fused: Set<Int>, fusions: [Int: Fusion]) {
    let members = Set(order)
    var fused: Set<Int> = []
    var fusions: [Int: Fusion] = [:]
    func isFree(_ node: Int) -> Bool {
      guard case .operation(.multiply, _) = graph.nodes[node] else { return false }
      return members.contains(node) && uses[node] == 1 && !outputs.contains(node)
    }
    for node in order {
      guard case .operation(let operation, let operands) = graph.nodes[node], operands.count == 2 else { continue }
      let (a, b) = (operands[0], operands[1])
      let fusion: Fusion? =
        switch operation {
        case .add where isFree(a): Fusion(operation: .multiplyAdd, product: a, other: b)
        case .add where isFree(b): Fusion(operation: .multiplyAdd, product: b, other: a)
        case .subtract where isFree(b): Fusion(operation: .negatedMultiplyAdd, product: b, other: a)
        case .subtract where isFree(a): Fusion(operation: .multiplySubtract, product: a, other: b)
        default: nil
        }
      guard let fusion else { continue }
      fusions[node] = fusion
      fused.insert(fusion.product)
    }
    return (fused, fusions)
  }

  private mutating func fuse(_ node: Int, _ fusion: Fusion) -> Instruction {
    let factors = graph.nodes[fusion.product].operands.map { register($0) }
    return Instruction(
      operation: fusion.operation, result: register(node), a: factors[0], b: factors[1], c: register(fusion.other))
  }

  private mutating func instruction(_ node: Int) -> Instruction? {
    guard case .operation(let operation, let operands) = graph.nodes[node] else { return nil }
    let r = operands.map { register($0) } + [0, 0, 0]
    return Instruction(operation: operation, result: register(node), a: r[0], b: r[1], c: r[2], d: r[3])
  }
}

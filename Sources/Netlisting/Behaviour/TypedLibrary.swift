/// A model library as data, from which any dialect can write it.
public struct TypedLibrary: Hashable, Sendable {
  public var models: [ModelCard] = []
  public var subcircuits: [SubcircuitDefinition] = []

  public init(models: [ModelCard] = [], subcircuits: [SubcircuitDefinition] = []) {
    self.models = models
    self.subcircuits = subcircuits
  }
}

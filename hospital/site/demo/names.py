"""What names, streets and places are drawn from. Each is common; together they are nobody's."""


def words(text: str) -> list[str]:
    return text.split()


WOMEN = words("""
Adriana Alessandra Aline Amanda Ana Andréia Ângela Antônia Aparecida Bárbara Beatriz Benedita Bianca Bruna
Camila Carla Carolina Cecília Célia Clara Cláudia Conceição Cristiane Cristina Daniela Débora Denise Eduarda
Elaine Eliane Elisângela Érica Eva Fabiana Fátima Fernanda Flávia Francisca Gabriela Giovana Gisele Glória
Helena Heloísa Inês Ingrid Irene Isabel Isabela Ivone Jéssica Joana Josefa Juliana Karina Laís Lara Larissa
Laura Letícia Lívia Lúcia Luciana Luíza Luzia Manuela Márcia Margarida Maria Mariana Marina Marlene Marta
Michele Mônica Natália Neusa Olívia Patrícia Paula Priscila Rafaela Raimunda Raquel Regina Renata Rita
Roberta Rosa Rosângela Rosilene Sabrina Sandra Sara Silvana Silvia Simone Sofia Sônia Sueli Taís Tânia
Tatiana Teresa Tereza Valéria Vanessa Vera Verônica Vitória Viviane Yasmin Zilda
""")

MEN = words("""
Adão Adriano Alex Alexandre Aloísio André Ângelo Antônio Arthur Augusto Benedito Benjamin Bernardo Breno
Bruno Caio Carlos Célio César Cícero Cláudio Daniel Danilo Davi Denis Diego Diogo Domingos Edson Eduardo
Elias Emanuel Enzo Érico Evandro Fábio Felipe Fernando Flávio Francisco Gabriel Geraldo Gilberto Guilherme
Gustavo Heitor Hélio Henrique Hugo Igor Isaac Ivan Jair João Joaquim Jorge José Júlio Júnior Leandro
Leonardo Lorenzo Luan Lucas Luciano Luís Luiz Manoel Marcelo Márcio Marco Marcos Mário Mateus Maurício Mauro
Miguel Milton Moacir Murilo Nélson Nicolas Nivaldo Osvaldo Otávio Paulo Pedro Rafael Raimundo Raul Renan
Renato Ricardo Roberto Rodrigo Rogério Ronaldo Rubens Samuel Sandro Sebastião Sérgio Severino Sílvio Thiago
Tomás Ubiratan Valdir Valter Vicente Vinícius Vítor Wagner Wesley Wilson Yuri
""")

FAMILIES = words("""
Abreu Aguiar Albuquerque Almeida Alves Amaral Amorim Andrade Antunes Aragão Araújo Arruda Assis Assunção
Azevedo Bandeira Barbosa Barreto Barros Batista Bezerra Borges Braga Brandão Brito Bueno Cabral Caldeira
Camargo Campos Cardoso Carneiro Carvalho Castro Cavalcante Chaves Coelho Conceição Cordeiro Corrêa Costa
Coutinho Cruz Cunha Damasceno Dantas Dias Duarte Esteves Evangelista Farias Fagundes Fernandes Ferraz
Ferreira Figueiredo Fonseca Fontes França Franco Freire Freitas Furtado Galvão Gama Garcia Gomes Gonçalves
Guedes Guerra Guimarães Gusmão Henriques Jardim Jesus Junqueira Lacerda Leal Leite Lemos Lima Lins Lobato
Lobo Lopes Macedo Machado Maciel Magalhães Maia Marinho Marques Martins Matos Medeiros Meireles Melo Mendes
Mendonça Menezes Mesquita Miranda Monteiro Moraes Morais Moreira Mota Moura Muniz Nascimento Neves Nogueira
Novaes Nunes Oliveira Pacheco Padilha Paiva Parente Passos Peixoto Pereira Peres Pessoa Pimentel Pinheiro
Pinto Pires Pontes Porto Prado Queiroz Ramos Rangel Reis Resende Rezende Ribeiro Rocha Rodrigues Sá Sales
Salgado Sampaio Santana Santiago Santos Saraiva Seixas Serra Silva Silveira Simões Siqueira Soares Souza
Tavares Teixeira Teles Toledo Torres Trindade Valadares Valente Vargas Vasconcelos Vaz Veloso Viana Vidal
Vieira Vilela Xavier
""")

STREETS = (
    "das Acácias", "dos Andradas", "dos Bandeirantes", "Boa Vista", "dos Carvalhos", "das Flores",
    "dos Girassóis", "dos Imigrantes", "dos Ipês", "dos Jacarandás", "dos Jasmins", "dos Lírios",
    "dos Manacás", "das Mangueiras", "das Margaridas", "das Orquídeas", "das Palmeiras", "dos Pinheiros",
    "dos Pioneiros", "da Primavera", "das Quaresmeiras", "das Rosas", "dos Sabiás", "das Violetas",
)  # fmt: skip

DISTRICTS = (
    "Centro", "Jardim das Flores", "Vila Nova", "Boa Vista", "Santa Luzia", "São José", "Bela Vista",
    "Alto da Serra", "Parque dos Ipês", "Vila Esperança", "Jardim América", "Cidade Nova", "Santo Antônio",
    "Morada do Sol",
)  # fmt: skip

# Name, state, IBGE code of the municipality, first digits of its postal codes, telephone area.
CITIES = (
    ("São Paulo", "SP", "3550308", "04", "11"),
    ("Campinas", "SP", "3509502", "13", "19"),
    ("Santos", "SP", "3548500", "11", "13"),
    ("Guarulhos", "SP", "3518800", "07", "11"),
    ("Osasco", "SP", "3534401", "06", "11"),
    ("Jundiaí", "SP", "3525904", "13", "11"),
    ("Recife", "PE", "2611606", "50", "81"),
    ("Belo Horizonte", "MG", "3106200", "30", "31"),
    ("Curitiba", "PR", "4106902", "80", "41"),
    ("Salvador", "BA", "2927408", "40", "71"),
)

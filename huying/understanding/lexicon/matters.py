"""What requests are about, as families of everyday words: two people seldom choose the same word for one trouble.

A line is `family.matter words…`; `family` alone holds words that tell the family only. Written for this project.
"""

MATTERS = """
noise 噪音 噪声 扰民 很吵 太吵 吵得 吵死 吵闹 吵醒 睡不着 睡不好 没法睡 无法入睡 无法休息 休息不好 没法休息 轰鸣 响声 震耳 吵到
    吵人 睡不成 声音很大 声音太大 声音大得
noise.building 施工 打桩 工地 混凝土车 泥头车 挖掘机 挖机 桩机 钻机 电钻 通宵开工 连夜赶工 赶工 夜间作业 半夜干活 浇筑 盖楼
    在建 停工 打桩机 干活 机器声 轰隆
noise.fitout 装修 砸墙 敲墙 冲击钻 楼上敲
noise.dancing 广场舞 跳舞 大妈舞 音响 喇叭 唱歌 卡拉 k歌 ktv 酒吧 驻唱 大音量 放音乐 低音炮 音乐声 歌声
noise.machine 水泵 空调外机 冷却塔 变压器 配电房 发电机 风机 机组 外机 低频 嗡嗡 压缩机
noise.traffic 高铁噪 铁路 火车声 鸣笛 飙车 炸街 摩托车轰 隔音板 隔音屏 声屏障 按喇叭 火车 轨道噪
noise.mahjong 麻将 棋牌 打牌 赌博
noise.pets 狗叫 犬吠 鸡叫 狗吠 公鸡 乱叫
food 餐饮 餐馆 饭店 饭馆 大排档 门面 商铺 餐厅 食肆 厨房 门店
food.fumes 油烟 排烟 烟道 烧烤 夜宵 宵夜 烟味 炒菜味 油味 呛人 烟熏 烤串 烟管 烟囱
food.unclean 变质 过期 拉肚子 腹泻 中毒 蟑螂 头发 异物 卫生差 不卫生 老鼠 发霉 馊 虫子 食堂 食物 吐了 饭菜 伙食 坏的
    上吐下泻 又吐又拉 长毛 吃出 吃坏
food.stall 大排档 喝酒 划拳 喊拳 夜市 酒瓶 食客
air 臭 异味 气味 恶臭 刺鼻 难闻 臭气 熏
air.dust 扬尘 粉尘 灰尘 尘土 搅拌站 搅拌厂 搅拌 水泥厂 渣土 黄土 灰大 沙尘 砂石 泥头车 渣土车 篷布 洒漏 洒泥
air.factory 废气 排放 喷漆 化工 塑料味 焚烧 烧垃圾 油漆味 橡胶味 工厂味 黑烟 胶水味 皮革
water.stop 停水 没水 断水 无水 水压 水龙头 水太小 水小 供不上水
water.bad 水质 自来水黄 水发黄 浑浊 黄水 铁锈 水有味 漂白 水很浑 水发浑 浑水 水黄
water.flood 积水 内涝 水浸 排水 下水道堵 井冒水 涌水 污水溢 污水外溢 倒灌 下水道 冒污水 化粪池 污水井 返水 反水 堵塞 排污井 淹
    浸水 暴雨 水位
water.river 河涌 黑臭 偷排 污水排 河水 水塘 鱼塘 湖水 河道 排污口 死鱼 发黑 泡沫
water.pipe 水管爆 爆管 爆裂 水管破 自来水漏 漏水浪费 喷水 水柱 管道破
power.stop 停电 断电 跳闸 没电 电压 供电 送电
power.ev 充电桩 充电 电动车充电 飞线 电瓶 推进楼 上楼充 电动车 拉线
power.fee 电价 电费 加价
gas 燃气 煤气 天然气 管道气 漏气 煤气味 初装费 通气
lamp 路灯 照明 街灯 灯不亮 黑灯 摸黑 漆黑 黑漆漆 没有灯 灯坏
cover 井盖 窨井 沙井盖 井口
road.broken 坑洼 坑坑洼洼 路面破 塌陷 路烂 下陷 开裂的路 裂缝 大坑 凹坑 破损 修补 修路 路面 颠簸 坑 地砖 路面砖 松动 崴到
    塌了 铺回去
road.signal 红绿灯 信号灯 绿灯 灯时 过马路 斑马线 人行横道 天桥 地下通道 交通灯 十字路口 过街 闯红灯
road.jam 拥堵 堵车 堵死 塞车 堵得 车流 交通混乱 水泄不通 堵塞交通
road.parking 乱停 违停 停车 车位 占道停 停满 霸占 停车费 停车场 僵尸车 消防通道被 占用消防 停在 堵住出口 地锁 月保 挪车 拖车
    消防通道 消防车道 停满车 黄线
road.bikes 共享单车 单车 电单车 占盲道 盲道
road.name 路名 门牌 地名 命名
road.rail 护栏 栏杆 围栏 扶手
road.blind 盲道 无障碍 轮椅 坡道 盲人 视障
road.digging 围蔽 围挡 打围 占道施工
road.truck 大货车 货车 超速 压烂 装卸
vendors 占道经营 摆摊 流动摊 摊贩 小贩 走鬼 地摊 占用人行道 跨门 占道 摊档 摆卖 摆到人行道 桌椅 卖菜
rubbish 垃圾 清运 垃圾桶 垃圾站 堆满 杂物 卫生死角 保洁 环卫 脏乱 大件 清扫 建筑废料 堆成山 没人运 溢出 压缩站 中转站 垃圾房 纸皮
toilet 公厕 厕所 洗手间 洗手液 没有纸
green.trees 大树 树枝 修剪 砍树 绿化 绿地 树倒 倒伏 断枝 枯枝 毁绿 种菜 草坪 园林 树木 树 榕树 断树 补种
green.park 公园 健身器材 儿童游乐 滑梯 健身设施 健身路径 游乐设施
animals 流浪狗 狗咬 遛狗 没牵绳 不牵绳 拴绳 恶犬 养狗 养鸡 流浪猫 狗绳 大型犬 狗屎 狗粪 野狗 流浪犬 大狗 狼狗 咬伤 犬只 扑倒
animals.wild 捕鸟 电鱼 打猎 野生动物
pests 老鼠 蚊子 蚊虫 白蚁 蟑螂 鼠患 登革 消杀
lift 电梯 困人 梯坏 停梯 轿厢 扶梯 坠梯 加装电梯 货梯
home.leak 漏水 渗水 漏雨 天花板 发霉 渗漏 滴水 墙面湿 防水 空调水 往下滴 泡烂 吊顶 水渍 冷凝水
home.quality 质量问题 房屋质量 开裂 裂缝 裂开 墙裂 裂了 墙壁 空鼓 面积缩水 豆腐渣 脱落 外墙 瓷砖掉 掉砖 楼板 承重墙 货不对板
    精装 鉴定 震裂 甲醛
home.danger 危房 倾斜 坍塌 墙体脱落 掉落 高空抛物 抛物 扔下 广告牌 摇摇欲坠 掉下来 砸中 往下扔 幕墙 高空
home.fire 消防 灭火器 消火栓 火灾隐患 消防栓 喷淋 烟感 防火门 安全出口
home.illegal 违建 违章建筑 加建 私自搭 搭建 违规改 改建 铁皮 天台 私搭 违章 阳光房 加层 乱搭 加盖 报建 铁皮屋
home.group 群租 日租 民宿 住改商 隔断 胶囊 短租 隔成 隔间 出租屋
home.light 采光 阳光 日照 遮挡 挡光 太阳 楼间距
home.gate 北门 南门 东门 封门 封了 出入口 绕一大圈
home.corridor 走廊 楼道堆 架空层 楼梯间
property 物业 业委会 物业费 管理处 公共收益 维修基金 保安 门禁 业主大会 投票 代签
property.fee 物业费 收费 涨价 乱收费 公摊 水费 电费 加价 管理费 停车费 涨到 翻倍
property.access 门禁 监控 陌生人 被偷
buy.bundle 捆绑 强制购买 绑定 搭售 强买强卖 霸王条款 强制捆绑 必须购买
buy.late 延期交房 逾期交房 烂尾 停工 交房 交楼 收楼 楼盘 房产证 不动产 办证 产权
buy.false 虚假宣传 欺诈 承诺 货不对板 宣传 误导 欺骗
buy.subsidy 购房补贴 人才 租房补贴 补贴 补助 新政
rent 租房 房东 押金 租金 中介 公租房 廉租 保障房 长租 退房 二房东
rent.public 公租房 公共租赁 轮候 保障房 廉租
fund 公积金 贷款 提取 利率
land 征地 拆迁 征收 安置 补偿 旧改 回迁 宅基地 房屋拆 临迁费 过渡费 旧村
wages 工资 欠薪 拖欠 血汗钱 讨薪 工钱 加班费 欠我 不发钱 辞退 社保不交 裁员 没发工 没到账 结账 包工头 班组
labour 劳动合同 社保 五险 工伤 裁员 实习 超时 加班 试用期 强制实习 暑假工
labour.injury 工伤 压断 手指
school.place 入学 学位 学区 招生 入读 上学 择校 就读 户籍生 派位 转学 生源 开学 统筹 名校 读不了
school.fee 学费 兴趣班 乱收费 教材费 补课 收取 托管费 校服 课后 资料费
school.conduct 老师 打学生 体罚 作业 辱骂 校园 霸凌 教师 学生 班主任
school.nursery 幼儿园 普惠 园长 办园 入园 民办园
school.bus 校车 超载 超员
school.uniform 校服 掉色
school.canteen 食堂 饭堂 饭菜 馊 变质
school.jam 放学 接孩子 校门口
training 培训 退费 课程 机构关 卷款 健身卡 预付 会员卡 跑路 退卡 健身房 退款 闭店 办卡 瑜伽 游泳卡 余额 充值 储值 停课 课时
    关门 会员
fraud 诈骗 集资 非法 受骗 被骗 理财 平台 传销 立案 经侦 案情 案件 骗 人去楼空 法人跑 养老钱
fraud.health 保健品 假药 降压
shopping 假货 退货 商家 消费 质保 保修 售后 发票 缺斤短两 短斤 秤 不给退 短斤少两 称只有 店员 赔偿
online 网购 快递 外卖 丢件 包裹 快递柜 驿站 送货 签收 弄丢 网点
medical 医院 看病 挂号 医生 门诊 医疗 护士 排队 疫苗 接种 病历 药 体检
medical.child 儿科 急诊 发烧
medical.jab 疫苗 打针 预防针 接种
insurance 医保 报销 养老金 退休 社保卡 生育津贴 养老保险 缴费 住院 一次性告知
insurance.pension 养老金 退休金
elder 老人 养老院 高龄 助餐 长者 饭堂 敬老
household 户口 落户 入户 身份证 居住证 迁户 积分 户籍
household.card 身份证 补办 补领 制证
household.permit 居住证 来穗 办证
traffic.bus 公交 巴士 班次 公交站 线路 站台 候车 等车 拒载 甩站 司机 加车
traffic.metro 地铁 轨道 出入口 换乘
traffic.taxi 的士 出租车 网约车 绕路 议价 打表 黑车 绕远 走远路 多收 绕到 打车 差价
traffic.police 交警 罚单 违章 扣分 电子眼 抓拍
traffic.driver 骂乘客 急刹 司机态度 开车看手机 看手机
traffic.shelter 雨棚 连廊 淋雨 遮雨 候车亭
police 派出所 报警 民警 打架 盗窃 偷 被盗 治安
signal 信号 宽带 网络 基站 手机卡 上网 wifi 光纤 流量 断网 掉线 网速
signal.mast 基站 辐射
office 窗口 政务 办事 材料 审批 态度 工作人员 推诿 不作为 服务中心
business 无证 无照 营业执照 执照 证照 偷税 纳税 发票 违法经营 非法经营 非法营业
village 村委 村民 修路 水泥路 自来水到户 集体 分红 农田 灌溉 村支书
plan 规划 何时开工 什么时候 建设进度 进展 开工 建设 提质改造 优化 通车 什么时候通
calls 骚扰电话 推销 泄露 拉黑 骚扰
ads 小广告 传单 牛皮癣
pool 泳池 游泳
"""
